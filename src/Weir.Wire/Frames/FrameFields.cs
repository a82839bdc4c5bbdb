using System.Text;

namespace Weir.Wire.Frames;

/// <summary>
/// Names the fields of a frame, layer by layer from the outside in, as tshark names them (<c>eth.src</c>, <c>vlan.id</c>, <c>ip.ttl</c>, <c>tcp.flags.reset</c>). Tunnels
/// are entered and datagrams that ICMP errors quote are shown, so that a name may come more than once. What the frame does not hold itself (its number, its time)
/// comes from the caller.
/// </summary>
public static class FrameFields
{
    /// <summary>All names, sorted: what <c>--fields</c> accepts.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. FrameFieldNames.All.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Visits the fields of every layer that holds; the fault that ended the walk comes last, as the text field <c>fault</c>. Never throws.</summary>
    public static void Describe(ReadOnlySpan<byte> frame, LinkType link, IFieldVisitor visitor)
    {
        var walk = new FieldWalk(frame, visitor);
        walk.Link(link);
        if (!walk.Error.IsNone) { visitor.Field("fault", walk.Error.ToString()); }
    }

    /// <summary>A link-layer address as tshark writes it: <c>02:00:00:00:00:01</c>.</summary>
    internal static string Mac(ReadOnlySpan<byte> address)
    {
        var text = new StringBuilder(address.Length * 3);
        foreach (byte value in address)
        {
            if (text.Length > 0) { text.Append(':'); }
            text.Append("0123456789abcdef"[value >> 4]).Append("0123456789abcdef"[value & 15]);
        }

        return text.ToString();
    }

    /// <summary>An IPv6 address; in an IPv6 field a mapped address keeps its prefix.</summary>
    internal static string IPv6(IpAddress address)
    {
        Span<byte> text = stackalloc byte[IpAddress.MaxTextLength];
        IpAddress.TryFormatIPv6(address, text, out int written);
        return Encoding.ASCII.GetString(text[..written]);
    }
}
