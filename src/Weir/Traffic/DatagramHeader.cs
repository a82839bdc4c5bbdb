using System.Buffers.Binary;

namespace Weir.Traffic;

/// <summary>What stands at the start of each datagram of <see cref="UdpSource"/>: 24 bytes, big-endian: a magic number, the flow's number, the sequence number, and when it was sent.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Flow">The sender's number for the flow, the same in all its datagrams.</param>
/// <param name="Sequence">Of data: from 0. Of an end: how many datagrams were sent. Of a report: how many arrived.</param>
/// <param name="Time">Of data: the sender's clock in nanoseconds. Of a report: bytes that arrived.</param>
internal readonly record struct DatagramHeader(DatagramKind Kind, uint Flow, long Sequence, long Time)
{
    /// <summary>Length in bytes.</summary>
    public const int Size = 24;

    private const uint Magic = 0x5745_4900; // "WEI" and the kind

    /// <summary>Reads the header; false when it is none.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out DatagramHeader header)
    {
        header = default;
        if (bytes.Length < Size) { return false; }
        uint magic = BinaryPrimitives.ReadUInt32BigEndian(bytes);
        if ((magic & 0xffff_ff00) != Magic || (magic & 0xff) > (uint)DatagramKind.Report) { return false; }
        header = new DatagramHeader((DatagramKind)(magic & 0xff), BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]), BinaryPrimitives.ReadInt64BigEndian(bytes[8..]), BinaryPrimitives.ReadInt64BigEndian(bytes[16..]));
        return header.Sequence >= 0;
    }

    /// <summary>Writes the header to the first <see cref="Size"/> bytes.</summary>
    public void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt32BigEndian(bytes, Magic | (uint)Kind);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[4..], Flow);
        BinaryPrimitives.WriteInt64BigEndian(bytes[8..], Sequence);
        BinaryPrimitives.WriteInt64BigEndian(bytes[16..], Time);
    }
}
