using System.Numerics;
using System.Text;

namespace Weir.Wire.Captures;

/// <summary>
/// Builds pcapng blocks one after the other in a buffer of its own: <see cref="Begin"/>, fields, options, <see cref="End"/>. The block types'
/// own <c>Write</c> methods begin the block; the caller may add options and must end it. <see cref="Written"/> holds the finished blocks until
/// <see cref="Clear"/>. Not safe for several threads.
/// </summary>
public sealed class PcapngBlockWriter
{
    private readonly bool _bigEndian;
    private byte[] _buffer = new byte[4096];
    private int _length;
    private int _start = -1;
    private bool _hasOptions;

    /// <summary>Makes a writer for blocks in this byte order.</summary>
    public PcapngBlockWriter(bool bigEndian = false) => _bigEndian = bigEndian;

    /// <summary>Byte order of the blocks.</summary>
    public bool BigEndian => _bigEndian;

    /// <summary>The finished blocks.</summary>
    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _length);

    /// <summary>Forgets the finished blocks and keeps the buffer.</summary>
    public void Clear() => _length = 0;

    /// <summary>Begins a block.</summary>
    public void Begin(PcapngBlockType type)
    {
        if (_start >= 0) { throw new InvalidOperationException("the block before this was not ended"); }
        _start = _length;
        _hasOptions = false;
        UInt32((uint)type);
        UInt32(0); // the length, known at the end
    }

    /// <summary>Ends the block: closes its options, writes both lengths.</summary>
    public void End()
    {
        if (_start < 0) { throw new InvalidOperationException("no block was begun"); }
        if (_hasOptions) { UInt32(0); }
        uint total = (uint)(_length - _start + 4);
        UInt32(total);
        ByteOrder.Write(_buffer.AsSpan(_start + 4), total, _bigEndian);
        _start = -1;
    }

    /// <summary>Writes a number of 16 bits.</summary>
    public void UInt16(ushort value) => ByteOrder.Write(Take(2), value, _bigEndian);

    /// <summary>Writes a number of 32 bits.</summary>
    public void UInt32(uint value) => ByteOrder.Write(Take(4), value, _bigEndian);

    /// <summary>Writes a number of 64 bits.</summary>
    public void UInt64(ulong value) => ByteOrder.Write(Take(8), value, _bigEndian);

    /// <summary>Writes bytes, and zeros up to a multiple of four.</summary>
    public void PaddedBytes(ReadOnlySpan<byte> bytes)
    {
        Span<byte> target = Take(BlockFields.Padded(bytes.Length));
        bytes.CopyTo(target);
        target[bytes.Length..].Clear();
    }

    /// <summary>Writes an option.</summary>
    /// <exception cref="ArgumentException">The value is longer than the 65,535 bytes that the format allows.</exception>
    public void Option(ushort code, ReadOnlySpan<byte> value)
    {
        if (value.Length > ushort.MaxValue) { throw new ArgumentException($"an option holds at most {ushort.MaxValue} bytes, not {value.Length}", nameof(value)); }
        _hasOptions = true;
        UInt16(code);
        UInt16((ushort)value.Length);
        PaddedBytes(value);
    }

    /// <summary>Writes an option of text in UTF-8.</summary>
    public void Option(ushort code, string value) => Option(code, Encoding.UTF8.GetBytes(value));

    /// <summary>Writes an option of 64 bits.</summary>
    public void Option(ushort code, ulong value)
    {
        Span<byte> bytes = stackalloc byte[8];
        ByteOrder.Write(bytes, value, _bigEndian);
        Option(code, bytes);
    }

    /// <summary>Writes an option of 32 bits.</summary>
    public void Option(ushort code, uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        ByteOrder.Write(bytes, value, _bigEndian);
        Option(code, bytes);
    }

    /// <summary>The next <paramref name="count"/> bytes, to be filled by the caller at once; valid until anything else is written.</summary>
    public Span<byte> Take(int count)
    {
        if (count > _buffer.Length - _length) { Array.Resize(ref _buffer, checked((int)BitOperations.RoundUpToPowerOf2((uint)(_length + count)))); }
        Span<byte> span = _buffer.AsSpan(_length, count);
        _length += count;
        return span;
    }
}
