using System.Diagnostics.CodeAnalysis;

namespace Weir.Wire.Captures;

/// <summary>Interface Statistics Block (draft-ietf-opsawg-pcapng 4.6): counters of one interface up to a time.</summary>
/// <param name="InterfaceId">Number of the interface within the section.</param>
/// <param name="Timestamp">Time in the interface's units.</param>
/// <param name="Received">isb_ifrecv: packets that the interface received; null when not told.</param>
/// <param name="Dropped">isb_ifdrop: packets that the interface dropped for want of resources; null when not told.</param>
/// <param name="Accepted">isb_filteraccept: packets that the filter let through; null when not told.</param>
/// <param name="DroppedBySystem">isb_osdrop: packets that the operating system dropped; null when not told.</param>
/// <param name="Delivered">isb_usrdeliv: packets handed to the program; null when not told.</param>
public readonly record struct InterfaceStatisticsBlock(
    uint InterfaceId, ulong Timestamp, ulong? Received, ulong? Dropped, ulong? Accepted, ulong? DroppedBySystem, ulong? Delivered)
{
    /// <summary>Bytes of the body before the options.</summary>
    public const int FixedLength = 12;
    /// <summary>isb_starttime: when the capture began; two times 4 bytes.</summary>
    public const ushort StartTimeOption = 2;
    /// <summary>isb_endtime: when the capture ended; two times 4 bytes.</summary>
    public const ushort EndTimeOption = 3;

    private const ushort ReceivedOption = 4;
    private const ushort DroppedOption = 5;
    private const ushort AcceptedOption = 6;
    private const ushort SystemDropOption = 7;
    private const ushort DeliveredOption = 8;

    /// <summary>Reads the body of an Interface Statistics Block; false with what is wrong when it is too short.</summary>
    public static bool TryRead(scoped in PcapngBlock block, out InterfaceStatisticsBlock statistics, [NotNullWhen(false)] out string? error)
    {
        statistics = default;
        error = BlockFields.CheckLength(block, FixedLength);
        if (error is not null) { return false; }
        ReadOnlySpan<byte> body = block.Body;
        statistics = new InterfaceStatisticsBlock
        {
            InterfaceId = ByteOrder.ReadUInt32(body, block.BigEndian),
            Timestamp = ((ulong)ByteOrder.ReadUInt32(body[4..], block.BigEndian) << 32) | ByteOrder.ReadUInt32(body[8..], block.BigEndian),
        };
        PcapngOptionReader reader = new(body[FixedLength..], block.BigEndian);
        while (reader.TryRead(out PcapngOption option))
        {
            if (option.Value.Length != 8) { continue; }
            ulong count = ByteOrder.ReadUInt64(option.Value, block.BigEndian);
            statistics = option.Code switch
            {
                ReceivedOption => statistics with { Received = count },
                DroppedOption => statistics with { Dropped = count },
                AcceptedOption => statistics with { Accepted = count },
                SystemDropOption => statistics with { DroppedBySystem = count },
                DeliveredOption => statistics with { Delivered = count },
                _ => statistics,
            };
        }

        return true;
    }

    /// <summary>Begins the block and writes fields and counters; options may follow.</summary>
    public void Write(PcapngBlockWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Begin(PcapngBlockType.InterfaceStatistics);
        writer.UInt32(InterfaceId);
        writer.UInt32((uint)(Timestamp >> 32));
        writer.UInt32((uint)Timestamp);
        WriteCount(writer, ReceivedOption, Received);
        WriteCount(writer, DroppedOption, Dropped);
        WriteCount(writer, AcceptedOption, Accepted);
        WriteCount(writer, SystemDropOption, DroppedBySystem);
        WriteCount(writer, DeliveredOption, Delivered);
    }

    private static void WriteCount(PcapngBlockWriter writer, ushort code, ulong? count)
    {
        if (count is ulong value) { writer.Option(code, value); }
    }
}
