using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using Weir.Wire.Frames;

namespace Weir.Wire.Netlink;

/// <summary>
/// Builds netlink messages one after the other in a buffer of its own: <see cref="Begin"/>, the family's header by <see cref="Take"/>, attributes, <see cref="End"/>.
/// Not safe for several threads.
/// </summary>
public sealed class NetlinkWriter
{
    private byte[] _buffer = new byte[1024];
    private int _length;
    private int _start = -1;

    /// <summary>The finished messages.</summary>
    public ReadOnlyMemory<byte> Written => _buffer.AsMemory(0, _start < 0 ? _length : _start);

    /// <summary>A length rounded up to the four bytes on which everything in netlink begins.</summary>
    public static int Aligned(int length) => (length + 3) & ~3;

    /// <summary>Forgets the messages and keeps the buffer.</summary>
    public void Clear()
    {
        _length = 0;
        _start = -1;
    }

    /// <summary>Begins a message. <see cref="NetlinkFlags.Request"/> is added.</summary>
    public void Begin(NetlinkMessageType type, NetlinkFlags flags, uint sequence)
    {
        if (_start >= 0) { throw new InvalidOperationException("the message before this was not ended"); }
        int start = _length;
        Span<byte> header = Take(NetlinkMessage.HeaderSize);
        _start = start;
        MemoryMarshal.Write(header[4..], (ushort)type);
        MemoryMarshal.Write(header[6..], (ushort)(flags | NetlinkFlags.Request));
        MemoryMarshal.Write(header[8..], sequence);
    }

    /// <summary>Ends the message: writes its length.</summary>
    public void End()
    {
        if (_start < 0) { throw new InvalidOperationException("no message was begun"); }
        MemoryMarshal.Write(_buffer.AsSpan(_start), _length - _start);
        _start = -1;
    }

    /// <summary>The next <paramref name="count"/> bytes and their padding, all zero, to be filled by the caller at once; valid until anything else is written.</summary>
    public Span<byte> Take(int count)
    {
        int padded = Aligned(count);
        if (padded > _buffer.Length - _length) { Array.Resize(ref _buffer, checked((int)BitOperations.RoundUpToPowerOf2((uint)(_length + padded)))); }
        Span<byte> span = _buffer.AsSpan(_length, padded);
        span.Clear();
        _length += padded;
        return span[..count];
    }

    /// <summary>Writes an attribute of <paramref name="length"/> zero bytes and gives them to be filled, as <see cref="Take"/> does.</summary>
    /// <exception cref="ArgumentException">The value is longer than the 65,531 bytes that an attribute can hold.</exception>
    public Span<byte> Reserve(ushort type, int length)
    {
        int total = NetlinkAttribute.HeaderSize + length;
        if (total > ushort.MaxValue) { throw new ArgumentException($"an attribute holds at most {ushort.MaxValue - NetlinkAttribute.HeaderSize} bytes, not {length}", nameof(length)); }
        Span<byte> attribute = Take(total);
        MemoryMarshal.Write(attribute, (ushort)total);
        MemoryMarshal.Write(attribute[2..], type);
        return attribute[NetlinkAttribute.HeaderSize..];
    }

    /// <summary>Writes an attribute of these bytes.</summary>
    public void Bytes(ushort type, ReadOnlySpan<byte> value) => value.CopyTo(Reserve(type, value.Length));

    /// <summary>Writes an attribute of 8 bits.</summary>
    public void UInt8(ushort type, byte value) => Reserve(type, 1)[0] = value;

    /// <summary>Writes an attribute of 16 bits in the machine's order.</summary>
    public void UInt16(ushort type, ushort value) => MemoryMarshal.Write(Reserve(type, 2), value);

    /// <summary>Writes an attribute of 32 bits in the machine's order.</summary>
    public void UInt32(ushort type, uint value) => MemoryMarshal.Write(Reserve(type, 4), value);

    /// <summary>Writes an attribute of 64 bits in the machine's order.</summary>
    public void UInt64(ushort type, ulong value) => MemoryMarshal.Write(Reserve(type, 8), value);

    /// <summary>Writes an attribute of text in UTF-8 with a zero behind it.</summary>
    public void Text(ushort type, string value) => Encoding.UTF8.GetBytes(value, Reserve(type, Encoding.UTF8.GetByteCount(value) + 1));

    /// <summary>Writes an attribute of an Ethernet address.</summary>
    public void Mac(ushort type, MacAddress value) => value.CopyTo(Reserve(type, MacAddress.Size));

    /// <summary>Writes an attribute of an IP address: 4 bytes for IPv4, else 16.</summary>
    public void Address(ushort type, IpAddress value)
    {
        if (value.IsIPv4) { BinaryPrimitives.WriteUInt32BigEndian(Reserve(type, 4), (uint)value.Value); }
        else { value.CopyTo(Reserve(type, 16)); }
    }

    /// <summary>Begins an attribute that holds what is written until <see cref="EndNested"/>, and gives the mark for it. <paramref name="flagged"/> sets the bit that newer families ask for.</summary>
    public int BeginNested(ushort type, bool flagged = true)
    {
        int mark = _length;
        MemoryMarshal.Write(Take(NetlinkAttribute.HeaderSize)[2..], flagged ? (ushort)(type | NetlinkAttribute.NestedFlag) : type);
        return mark;
    }

    /// <summary>Ends the attribute that <see cref="BeginNested"/> gave the mark of.</summary>
    /// <exception cref="InvalidOperationException">It became longer than an attribute can be.</exception>
    public void EndNested(int mark)
    {
        int length = _length - mark;
        if (length > ushort.MaxValue) { throw new InvalidOperationException($"a nested attribute of {length} bytes is longer than an attribute can be"); }
        MemoryMarshal.Write(_buffer.AsSpan(mark), (ushort)length);
    }
}
