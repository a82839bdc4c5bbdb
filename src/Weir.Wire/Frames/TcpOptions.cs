using System.Buffers.Binary;

namespace Weir.Wire.Frames;

/// <summary>
/// Walks the options of a TCP header (RFC 9293 3.2), by <c>foreach</c> or by <see cref="MoveNext"/>. It ends at the end-of-options octet, and at
/// an option that does not fit, which <see cref="Error"/> of the walker itself then tells (<c>foreach</c> walks a copy).
/// </summary>
public ref struct TcpOptions
{
    private readonly ReadOnlySpan<byte> _bytes;
    private int _offset;
    private int _length;

    /// <summary>Walks <paramref name="bytes"/>.</summary>
    public TcpOptions(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    /// <summary>The option under the cursor, after <see cref="MoveNext"/> said true.</summary>
    public readonly TcpOption Current => new(_bytes.Slice(_offset, _length));

    /// <summary>Why the walk ended early, with the offset from the first option; <c>default</c> when it did not.</summary>
    public LengthError Error { get; private set; }

    /// <summary>The walk itself.</summary>
    public readonly TcpOptions GetEnumerator() => this;

    /// <summary>Goes to the next option that is not the end of options; false at the end.</summary>
    public bool MoveNext()
    {
        bool moved = OptionWalk.MoveNext(_bytes, ref _offset, ref _length, "tcp.option", "tcp.option.length", "tcp.data_offset", out LengthError error);
        Error = error;
        return moved;
    }

    /// <summary>Writes a maximum segment size option and returns its length.</summary>
    public static int WriteMaximumSegmentSize(Span<byte> buffer, ushort size)
    {
        BinaryPrimitives.WriteUInt16BigEndian(buffer[2..], size);
        buffer[1] = 4;
        buffer[0] = TcpOption.MaximumSegmentSizeKind;
        return 4;
    }

    /// <summary>Writes a window scale option and returns its length.</summary>
    public static int WriteWindowScale(Span<byte> buffer, byte shift)
    {
        buffer[2] = shift;
        buffer[1] = 3;
        buffer[0] = TcpOption.WindowScaleKind;
        return 3;
    }

    /// <summary>Writes a SACK permitted option and returns its length.</summary>
    public static int WriteSackPermitted(Span<byte> buffer)
    {
        buffer[1] = 2;
        buffer[0] = TcpOption.SackPermittedKind;
        return 2;
    }

    /// <summary>Writes a SACK option and returns its length; four blocks fit into a header at most.</summary>
    public static int WriteSack(Span<byte> buffer, ReadOnlySpan<(uint Left, uint Right)> blocks)
    {
        int length = 2 + (8 * blocks.Length);
        Span<byte> option = buffer[..length];
        option[0] = TcpOption.SackKind;
        option[1] = (byte)length;
        for (int i = 0; i < blocks.Length; i++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(option[(2 + (8 * i))..], blocks[i].Left);
            BinaryPrimitives.WriteUInt32BigEndian(option[(6 + (8 * i))..], blocks[i].Right);
        }

        return length;
    }

    /// <summary>Writes a timestamps option and returns its length.</summary>
    public static int WriteTimestamps(Span<byte> buffer, uint value, uint echo)
    {
        BinaryPrimitives.WriteUInt32BigEndian(buffer[6..], echo);
        BinaryPrimitives.WriteUInt32BigEndian(buffer[2..], value);
        buffer[1] = 10;
        buffer[0] = TcpOption.TimestampsKind;
        return 10;
    }
}
