using Weir.Wire.Captures;

namespace Weir.Capture;

/// <summary>An interface of a capture: its point of observation and what the file says about it. A pcap file has exactly one.</summary>
public sealed class CaptureInterface
{
    internal CaptureInterface(int linkType, uint snapLength)
    {
        LinkType = linkType;
        SnapLength = snapLength;
    }

    /// <summary>The point of observation; null until the first packet is met, because its name depends on how many interfaces there are.</summary>
    public CapturePoint? Point { get; internal set; }

    /// <summary>Link-layer header type (tcpdump.org/linktypes).</summary>
    public int LinkType { get; }

    /// <summary>Most bytes of a packet that were kept; 0 = no limit.</summary>
    public uint SnapLength { get; }

    /// <summary>Units of the times in the file.</summary>
    public TimestampResolution Resolution { get; internal init; } = TimestampResolution.Microseconds;

    /// <summary>Seconds that are added to every time (if_tsoffset).</summary>
    public long OffsetSeconds { get; internal init; }

    /// <summary>if_name, or null.</summary>
    public string? Name { get; internal init; }

    /// <summary>if_description, or null.</summary>
    public string? Description { get; internal init; }

    /// <summary>if_filter in libpcap's text form, or null.</summary>
    public string? Filter { get; internal init; }

    /// <summary>if_os, or null.</summary>
    public string? OperatingSystem { get; internal init; }

    /// <summary>Packets read of this interface so far.</summary>
    public long Packets { get; internal set; }

    /// <summary>Packets that the interface received, by the last statistics block; null when not told.</summary>
    public long? Received { get; internal set; }

    /// <summary>Packets dropped while capturing, by the last statistics block (isb_ifdrop) or the sum of the packets' drop counts, whichever is more.</summary>
    public long Dropped => Math.Max(DroppedByStatistics, DroppedByPackets);

    internal long DroppedByStatistics { get; set; }

    internal long DroppedByPackets { get; set; }

    /// <summary>Nanoseconds since 1970 of a time in this interface's units; saturates.</summary>
    internal long ToTime(ulong units)
    {
        long time = Resolution.ToNanoseconds(units);
        if (OffsetSeconds == 0) { return time; }
        Int128 moved = time + ((Int128)OffsetSeconds * 1_000_000_000);
        return moved > long.MaxValue ? long.MaxValue : moved < long.MinValue ? long.MinValue : (long)moved;
    }
}
