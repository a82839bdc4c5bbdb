namespace Weir.Wire.Frames;

/// <summary>
/// Walks the options of an IPv4 header (RFC 791 3.1): each <see cref="Current"/> holds type, length and data of one option, or the type alone for a no-operation. It ends
/// at the end-of-options octet, and at an option that does not fit, which <see cref="Error"/> of the walker itself then tells (<c>foreach</c> walks a copy).
/// </summary>
public ref struct IPv4Options
{
    /// <summary>No operation, one byte (RFC 791 3.1).</summary>
    public const byte NoOperation = 1;

    /// <summary>Router alert, 4 bytes (RFC 2113 2.1).</summary>
    public const byte RouterAlert = 148;

    private readonly ReadOnlySpan<byte> _bytes;
    private int _offset;
    private int _length;

    /// <summary>Walks <paramref name="bytes"/>.</summary>
    public IPv4Options(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    /// <summary>The option under the cursor, after <see cref="MoveNext"/> said true.</summary>
    public readonly ReadOnlySpan<byte> Current => _bytes.Slice(_offset, _length);

    /// <summary>Why the walk ended early, with the offset from the first option; <c>default</c> when it did not.</summary>
    public LengthError Error { get; private set; }

    /// <summary>The walk itself.</summary>
    public readonly IPv4Options GetEnumerator() => this;

    /// <summary>Goes to the next option that is not the end of options; false at the end.</summary>
    public bool MoveNext()
    {
        bool moved = OptionWalk.MoveNext(_bytes, ref _offset, ref _length, "ipv4.option", "ipv4.option.length", "ipv4.ihl", out LengthError error);
        Error = error;
        return moved;
    }

    /// <summary>Writes one option with its data and returns its length; the caller pads the whole to a multiple of 4 bytes with zeros.</summary>
    public static int Write(Span<byte> buffer, byte type, ReadOnlySpan<byte> data)
    {
        int length = 2 + data.Length;
        Span<byte> option = buffer[..length];
        option[0] = type;
        option[1] = (byte)length;
        data.CopyTo(option[2..]);
        return length;
    }
}
