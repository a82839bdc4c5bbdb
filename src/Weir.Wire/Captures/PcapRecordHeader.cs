namespace Weir.Wire.Captures;

/// <summary>What stands before each packet of a pcap file (draft-ietf-opsawg-pcap section 5).</summary>
/// <param name="Seconds">Seconds since 1970-01-01 UTC.</param>
/// <param name="Fraction">Microseconds or nanoseconds within the second, as the file's header says; a writer's fault may make it more than a second.</param>
/// <param name="CapturedLength">Bytes that follow.</param>
/// <param name="OriginalLength">Bytes on the wire.</param>
public readonly record struct PcapRecordHeader(uint Seconds, uint Fraction, uint CapturedLength, uint OriginalLength)
{
    /// <summary>Bytes of the header in ordinary files.</summary>
    public const int Size = 16;

    /// <summary>Bytes of the header in <see cref="PcapVariant.Modified"/> files: interface index, protocol, packet type and a pad byte follow.</summary>
    public const int ModifiedSize = 24;

    /// <summary>Bytes of the record header in files of this variant.</summary>
    public static int SizeOf(PcapVariant variant) => variant == PcapVariant.Modified ? ModifiedSize : Size;

    /// <summary>Reads the header; false when fewer bytes are there than <see cref="SizeOf"/> says.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, in PcapHeader file, out PcapRecordHeader header)
    {
        header = default;
        if (bytes.Length < SizeOf(file.Variant)) { return false; }
        header = new PcapRecordHeader(
            ByteOrder.ReadUInt32(bytes, file.BigEndian),
            ByteOrder.ReadUInt32(bytes[4..], file.BigEndian),
            ByteOrder.ReadUInt32(bytes[8..], file.BigEndian),
            ByteOrder.ReadUInt32(bytes[12..], file.BigEndian));
        if (HasSwappedLengths(file, header.CapturedLength, header.OriginalLength))
        {
            header = header with { CapturedLength = header.OriginalLength, OriginalLength = header.CapturedLength };
        }

        return true;
    }

    /// <summary>Writes the header to the start of <paramref name="bytes"/> (<see cref="SizeOf"/> bytes; what the modified variant has more is 0).</summary>
    public void Write(Span<byte> bytes, in PcapHeader file)
    {
        ByteOrder.Write(bytes, Seconds, file.BigEndian);
        ByteOrder.Write(bytes[4..], Fraction, file.BigEndian);
        ByteOrder.Write(bytes[8..], CapturedLength, file.BigEndian);
        ByteOrder.Write(bytes[12..], OriginalLength, file.BigEndian);
        if (file.Variant == PcapVariant.Modified) { bytes[Size..ModifiedSize].Clear(); }
    }

    /// <summary>
    /// Before version 2.3 the wire's length came first; in 2.3 it depends on the writer, and the smaller is the captured one;
    /// 543.0 is what Digital's tcpdump wrote (wiretap and libpcap do the same).
    /// </summary>
    private static bool HasSwappedLengths(in PcapHeader file, uint captured, uint original) => file switch
    {
        { MajorVersion: 2, MinorVersion: < 3 } or { MajorVersion: 543 } => true,
        { MajorVersion: 2, MinorVersion: 3 } => captured > original,
        _ => false,
    };
}
