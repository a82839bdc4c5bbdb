using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Weir.Fabric;

namespace Weir.Switching;

/// <summary>
/// A frame in the switch, in a buffer that is used again: before the frame stands the header that tells what of its checksum and segmentation is still to be done (virtio_net_hdr, ten bytes in the machine's byte order), which it
/// leaves with as it came.
/// </summary>
internal sealed class SwitchFrame
{
    /// <summary>Length of the header before the frame.</summary>
    public const int HeaderLength = 10;

    /// <summary>Most bytes of a frame: what one segment of the kernel can have, its tag and headers.</summary>
    public const int MostBytes = 65_535 + 64;

    // Room for tags that are added at the front.
    private const int Headroom = 64;
    private const int TagLength = 4;
    private const byte NeedsChecksum = 1;
    private const int SegmentationAt = 1, HeadersAt = 2, ChecksumStartAt = 6;

    private readonly byte[] _buffer = new byte[Headroom + HeaderLength + MostBytes];
    private int _start = Headroom;

    /// <summary>Where a frame with its header, and with the header of the way up between the two, is read into.</summary>
    public Span<byte> Target => _buffer.AsSpan(Headroom);

    /// <summary>Length of the frame in bytes.</summary>
    public int Length { get; private set; }

    /// <summary>The number of the interface that it came in by; 0 for one that the switch makes itself.</summary>
    public int Interface { get; private set; }

    /// <summary>The frame.</summary>
    public Span<byte> Bytes => _buffer.AsSpan(_start + HeaderLength, Length);

    /// <summary>The frame behind its header.</summary>
    public ReadOnlySpan<byte> HeaderAndBytes => _buffer.AsSpan(_start, HeaderLength + Length);

    /// <summary>True when the transport's checksum is still to be computed: its field has the sum of the pseudo header only.</summary>
    public bool HasOpenChecksum => (Header[0] & NeedsChecksum) != 0;

    /// <summary>True when it is one segment for several packets.</summary>
    public bool IsSegment => Header[SegmentationAt] != 0;

    private Span<byte> Header => _buffer.AsSpan(_start, HeaderLength);

    /// <summary>Makes sense of what was read into <see cref="Target"/>; false when it did not come up from a port. A tag that the kernel kept beside the frame has been put behind the first twelve bytes.</summary>
    public bool TryBegin(int read)
    {
        _start = Headroom;
        ReadOnlySpan<byte> up = _buffer.AsSpan(Headroom + HeaderLength);
        int front = DataPathProgram.UpHeaderLength;
        if (read < HeaderLength + front + FlowKeyReader.EthernetLength) { return false; }
        bool tagged = BinaryPrimitives.ReadUInt16BigEndian(up[12..]) is FlowKeyReader.CustomerTag or FlowKeyReader.ProviderTag;
        if (read < HeaderLength + front + TagLength + FlowKeyReader.EthernetLength) { tagged = false; }
        if (BinaryPrimitives.ReadUInt16BigEndian(up[(tagged ? 16 : 12)..]) != DataPathProgram.UpType) { return false; }
        Interface = MemoryMarshal.Read<int>(up);
        Span<byte> header = stackalloc byte[HeaderLength];
        _buffer.AsSpan(Headroom, HeaderLength).CopyTo(header);
        if (tagged)
        {
            // Addresses, tag, rest: the addresses move forwards over the fake header's rest, and the tag goes between.
            Span<byte> frame = _buffer.AsSpan(Headroom + HeaderLength + front);
            Span<byte> tag = stackalloc byte[TagLength];
            up.Slice(12, TagLength).CopyTo(tag);
            frame.Slice(TagLength, 12).CopyTo(frame);
            tag.CopyTo(frame[12..]);
        }

        _start += front;
        Length = read - HeaderLength - front;
        header.CopyTo(Header);
        Shift(-front);
        return true;
    }

    /// <summary>Takes a frame that has nothing open, such as a controller's.</summary>
    public bool TryBegin(ReadOnlySpan<byte> frame, int index = 0)
    {
        if (frame.Length is < FlowKeyReader.EthernetLength or > MostBytes) { return false; }
        _start = Headroom;
        Header.Clear();
        Length = frame.Length;
        Interface = index;
        frame.CopyTo(Bytes);
        return true;
    }

    /// <summary>Takes what <see cref="HeaderAndBytes"/> of another gave.</summary>
    public void BeginWhole(ReadOnlySpan<byte> headerAndBytes, int index)
    {
        _start = Headroom;
        Length = headerAndBytes.Length - HeaderLength;
        Interface = index;
        headerAndBytes.CopyTo(_buffer.AsSpan(_start));
    }

    /// <summary>Puts a tag behind the addresses.</summary>
    public void PushTag(ushort type, ushort tag)
    {
        if (_start < TagLength || Length + TagLength > MostBytes) { return; }
        Span<byte> header = stackalloc byte[HeaderLength];
        Header.CopyTo(header);
        Span<byte> before = Bytes;
        _start -= TagLength;
        Length += TagLength;
        before[..12].CopyTo(Bytes);
        BinaryPrimitives.WriteUInt16BigEndian(Bytes[12..], type);
        BinaryPrimitives.WriteUInt16BigEndian(Bytes[14..], tag);
        header.CopyTo(Header);
        Shift(TagLength);
    }

    /// <summary>Takes the tag behind the addresses away.</summary>
    public void PopTag()
    {
        if (Length < FlowKeyReader.EthernetLength + TagLength) { return; }
        Span<byte> header = stackalloc byte[HeaderLength];
        Header.CopyTo(header);
        Span<byte> before = Bytes;
        _start += TagLength;
        Length -= TagLength;
        before[..12].CopyTo(Bytes);
        header.CopyTo(Header);
        Shift(-TagLength);
    }

    /// <summary>Makes a frame that is longer than a packet a segment, which the kernel cuts; false when that cannot be.</summary>
    public bool TrySegment(in FlowKey key, int transport, int mtu) => SegmentHeader.TryWrite(Header, Bytes, in key, transport, mtu);

    /// <summary>Computes the checksum that is still open.</summary>
    public void CompleteChecksum() => VnetHeader.CompleteChecksum(_buffer.AsSpan(_start, HeaderLength + Length));

    // The places that the header names lie so many bytes further on.
    private void Shift(int by)
    {
        if (HasOpenChecksum) { Add(ChecksumStartAt, by); }
        if (IsSegment) { Add(HeadersAt, by); }
    }

    private void Add(int at, int by)
    {
        ushort value = MemoryMarshal.Read<ushort>(Header[at..]);
        MemoryMarshal.Write(Header[at..], (ushort)Math.Max(0, value + by));
    }
}
