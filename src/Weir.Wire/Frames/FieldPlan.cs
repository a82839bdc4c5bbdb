using System.Text;

namespace Weir.Wire.Frames;

/// <summary>
/// The text of chosen fields, compiled once from their names (<see cref="FrameFields.Names"/>) and then appended frame by frame as UTF-8: what
/// <c>weir decode --fields ip.src,tcp.dstport</c> prints. The common fields of an ordinary packet come straight from the decoded packet, without allocation; tunnels,
/// ICMP and the other fields come from a walk through all layers, where a name that occurs more than once gives its values joined by commas, as tshark does.
/// An instance serves one thread.
/// </summary>
public sealed partial class FieldPlan
{
    // The longest text of a fast field is an IPv6 address; a store of an IPv4 octet may reach 3 bytes further.
    private const int MaxFieldLength = IpAddress.MaxTextLength + 4;

    private readonly Source[] _sources;
    private readonly string[] _names;
    private readonly byte _separator;
    private readonly bool _allFast;
    private Collector? _collector;

    private FieldPlan(string[] names, byte separator)
    {
        _names = names;
        _separator = separator;
        _sources = Array.ConvertAll(names, SourceOf);
        _allFast = !_sources.Contains(Source.Walk);
    }

    /// <summary>The fields' names, in the order of the row.</summary>
    public IReadOnlyList<string> Fields => _names;

    /// <summary>Compiles a plan; false with the first name that is not among <see cref="FrameFields.Names"/>.</summary>
    /// <param name="names">Full names of the fields, in the order of the row.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="unknown">The name that is not known.</param>
    /// <param name="separator">What stands between two fields.</param>
    public static bool TryCompile(IReadOnlyList<string> names, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out FieldPlan? plan, out string? unknown, char separator = '\t')
    {
        unknown = names.FirstOrDefault(name => !FrameFieldNames.All.ContainsKey(name));
        plan = unknown is null ? new FieldPlan([.. names], (byte)separator) : null;
        return plan is not null;
    }

    /// <summary>
    /// Appends the row of one frame, without a line end. False when <paramref name="destination"/> is too short: call again with a longer one
    /// (50 bytes a field always suffice for ordinary packets). A field that the frame does not have is empty.
    /// </summary>
    /// <param name="destination">Where the row goes.</param>
    /// <param name="frame">The captured bytes.</param>
    /// <param name="link">How the frame begins.</param>
    /// <param name="packet">What <see cref="PacketDecoder"/> said about this frame.</param>
    /// <param name="facts">What is known besides the bytes.</param>
    /// <param name="written">Bytes written.</param>
    public bool TryAppend(Span<byte> destination, ReadOnlySpan<byte> frame, LinkType link, in DecodedPacket packet, in FrameFacts facts, out int written)
    {
        written = 0;
        if (destination.Length < (_sources.Length * (MaxFieldLength + 1))) { return false; }
        if (!_allFast || !IsOrdinary(packet)) { return TryAppendWalked(destination, frame, link, packet, facts, out written); }
        var text = new FieldText(destination);
        for (int i = 0; i < _sources.Length; i++)
        {
            if (i > 0) { text.Append(_separator); }
            Append(ref text, _sources[i], frame, link, packet, facts);
        }

        written = text.Length;
        return true;
    }

    /// <summary>
    /// True when each fast field occurs at most once (VLAN tags apart) and the decoded packet tells its value: TCP and UDP outside tunnels, and frames that hold no IP.
    /// </summary>
    private static bool IsOrdinary(in DecodedPacket packet) => packet.HasTransport
        ? packet.TunnelKey == 0 && packet.DestinationPort != VxlanHeader.UdpPort
        : packet.IpVersion == 0 && packet.Error.IsNone;

    private bool TryAppendWalked(Span<byte> destination, ReadOnlySpan<byte> frame, LinkType link, in DecodedPacket packet, in FrameFacts facts, out int written)
    {
        written = 0;
        _collector ??= new Collector(_names);
        _collector.Clear();
        FrameFields.Describe(frame, link, _collector);
        var text = new FieldText(destination);
        for (int i = 0; i < _names.Length; i++)
        {
            if (i > 0) { text.Append(_separator); }
            // Room for the rest of the row must be left at each step: fast fields do not look.
            int reserve = (_names.Length - i) * (MaxFieldLength + 1);
            if (_sources[i] <= Source.LastOfCaller)
            {
                if (text.Room.Length < reserve) { return false; }
                Append(ref text, _sources[i], frame, link, packet, facts);
                continue;
            }

            StringBuilder value = _collector[i];
            if (text.Room.Length < (3 * value.Length) + reserve) { return false; }
            foreach (ReadOnlyMemory<char> chunk in value.GetChunks()) { text.Advance(Encoding.UTF8.GetBytes(chunk.Span, text.Room)); }
        }

        written = text.Length;
        return true;
    }
}
