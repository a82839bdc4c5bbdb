using System.Runtime.InteropServices;

namespace Weir.Wire.Netlink;

/// <summary>A queue discipline: what holds and orders the frames that leave an interface (rtnetlink, RTM_NEWQDISC; linux/rtnetlink.h, struct tcmsg).</summary>
/// <param name="Index">Number of the interface.</param>
/// <param name="Options">What it does; null where nothing is said, or where its kind is not known here.</param>
public sealed record QueueDiscipline(int Index, QueueOptions? Options)
{
    /// <summary>The parent of the discipline at the exit of an interface (linux/pkt_sched.h, TC_H_ROOT).</summary>
    public const uint Root = 0xffff_ffff;

    // struct tcmsg: family, padding, interface, handle, parent, info.
    private const int HeaderSize = 20;
    private const ushort KindType = 1;
    private const ushort OptionsType = 2;
    private const ushort Statistics2Type = 7;

    /// <summary>Its number: the major part in the upper 16 bits, zeros below; 0 lets the kernel choose.</summary>
    public uint Handle { get; init; }

    /// <summary>What it hangs at: <see cref="Root"/>, or a class of another discipline (its handle with a minor number below).</summary>
    public uint Parent { get; init; } = Root;

    /// <summary>Its kind, such as <c>tbf</c>; empty where nothing is said.</summary>
    public string Kind { get; init; } = Options?.Kind ?? "";

    /// <summary>Its counters; null when the kernel did not tell them.</summary>
    public QueueStatistics? Statistics { get; init; }

    /// <summary>Writes a request about it: to make it, to change it or to delete it.</summary>
    public void Write(NetlinkWriter writer, NetlinkMessageType type, NetlinkFlags flags, uint sequence)
    {
        writer.Begin(type, flags, sequence);
        Span<byte> header = writer.Take(HeaderSize);
        MemoryMarshal.Write(header[4..], Index);
        MemoryMarshal.Write(header[8..], Handle);
        MemoryMarshal.Write(header[12..], Parent);
        if (Kind.Length > 0) { writer.Text(KindType, Kind); }
        if (Options is not null)
        {
            // iproute2 does not flag these as nested either, and some kinds begin with a struct that is no attribute.
            int options = writer.BeginNested(OptionsType, flagged: false);
            Options.Write(writer);
            writer.EndNested(options);
        }

        writer.End();
    }

    /// <summary>Writes the request for the discipline with this handle.</summary>
    public static void WriteGet(NetlinkWriter writer, NetlinkFlags flags, uint sequence, int index, uint handle) =>
        new QueueDiscipline(index, null) { Handle = handle, Parent = 0 }.Write(writer, NetlinkMessageType.GetQueue, flags, sequence);

    /// <summary>Writes the request for all disciplines of all interfaces.</summary>
    public static void WriteDump(NetlinkWriter writer, uint sequence)
    {
        writer.Begin(NetlinkMessageType.GetQueue, NetlinkFlags.Dump, sequence);
        writer.Take(HeaderSize);
        writer.End();
    }

    /// <summary>Reads a discipline; false with the fault when its header is cut off. Options that are too short, or of an unknown kind, are null.</summary>
    public static bool TryRead(in NetlinkMessage message, out QueueDiscipline? queue, out LengthError error)
    {
        ReadOnlySpan<byte> payload = message.Payload;
        queue = null;
        error = default;
        if (payload.Length < HeaderSize)
        {
            error = new LengthError("tcmsg", NetlinkMessage.HeaderSize, HeaderSize, payload.Length, "nlmsg.len");
            return false;
        }

        NetlinkAttributes attributes = message.Attributes(HeaderSize);
        string kind = attributes.TryFind(KindType, out NetlinkAttribute name) ? name.Text : "";
        queue = new QueueDiscipline(MemoryMarshal.Read<int>(payload[4..]), attributes.TryFind(OptionsType, out NetlinkAttribute options) ? QueueOptions.Read(kind, options.Value) : null)
        {
            Kind = kind,
            Handle = MemoryMarshal.Read<uint>(payload[8..]),
            Parent = MemoryMarshal.Read<uint>(payload[12..]),
            Statistics = attributes.TryFind(Statistics2Type, out NetlinkAttribute counters) ? QueueStatistics.Read(counters.Nested) : null,
        };
        return true;
    }
}
