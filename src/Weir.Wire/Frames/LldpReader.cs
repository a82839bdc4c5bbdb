using System.Buffers.Binary;

namespace Weir.Wire.Frames;

/// <summary>
/// Walks an LLDP data unit (IEEE 802.1AB 8), by <c>foreach</c> or by <see cref="MoveNext"/>. It ends at the end TLV or the end of the bytes, and at a TLV that
/// does not fit, which <see cref="Error"/> of the walker itself then tells (<c>foreach</c> walks a copy).
/// </summary>
public ref struct LldpReader
{
    /// <summary>Length of the longest value, in bytes: the field has 9 bits (IEEE 802.1AB 8.4.2).</summary>
    public const int MaxValueLength = 511;

    private readonly ReadOnlySpan<byte> _bytes;
    private int _offset;
    private int _next;

    /// <summary>Walks <paramref name="bytes"/>: what follows the Ethernet header.</summary>
    public LldpReader(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    /// <summary>The TLV under the cursor, after <see cref="MoveNext"/> said true.</summary>
    public readonly LldpTlv Current => new((byte)(_bytes[_offset] >> 1), _bytes[(_offset + 2).._next]);

    /// <summary>Why the walk ended early, with the offset from the first TLV; <c>default</c> when it did not.</summary>
    public LengthError Error { get; private set; }

    /// <summary>The walk itself.</summary>
    public readonly LldpReader GetEnumerator() => this;

    /// <summary>Goes to the next TLV; false at the end.</summary>
    public bool MoveNext()
    {
        _offset = _next;
        int left = _bytes.Length - _offset;
        if (left == 0) { return false; }
        int head = left < 2 ? 0 : BinaryPrimitives.ReadUInt16BigEndian(_bytes[_offset..]);
        int length = 2 + (head & MaxValueLength);
        if (left < length)
        {
            Error = new LengthError("lldp", _offset, length, left, "frame");
            _next = _bytes.Length;
            return false;
        }

        if (head >> 9 == LldpTlv.End)
        {
            _next = _bytes.Length;
            return false;
        }

        _next = _offset + length;
        return true;
    }

    /// <summary>Writes one TLV and returns its length in bytes; <paramref name="value"/> has 511 bytes at most.</summary>
    public static int Write(Span<byte> buffer, byte type, ReadOnlySpan<byte> value)
    {
        if (value.Length > MaxValueLength) { throw new ArgumentException("An LLDP value has 511 bytes at most.", nameof(value)); }
        BinaryPrimitives.WriteUInt16BigEndian(buffer, (ushort)((type << 9) | value.Length));
        value.CopyTo(buffer[2..]);
        return 2 + value.Length;
    }
}
