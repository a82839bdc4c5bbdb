using System.Buffers.Binary;
using System.Numerics;

namespace Weir.Wire.Ethereum;

/// <summary>
/// Writes canonical RLP (Ethereum yellow paper, appendix B) into a buffer that grows and is used again after <see cref="Clear"/>, so that a writer that is kept allocates nothing.
/// </summary>
/// <example><code>
/// int list = writer.BeginList();
/// writer.Write(4);
/// writer.Write(nodeId);
/// writer.EndList(list);
/// </code></example>
public sealed class RlpWriter
{
    private const int LongestShort = 55;

    private byte[] _buffer;
    private int _length;

    /// <summary>Makes an empty writer with room for <paramref name="capacity"/> bytes; more room is made when it is needed.</summary>
    public RlpWriter(int capacity = 256) => _buffer = new byte[Math.Max(capacity, 16)];

    /// <summary>Bytes written so far.</summary>
    public int Length => _length;

    /// <summary>What was written so far; valid until the next write.</summary>
    public ReadOnlySpan<byte> WrittenSpan => _buffer.AsSpan(0, _length);

    /// <summary>Forgets everything and keeps the room.</summary>
    public void Clear() => _length = 0;

    /// <summary>A copy of what was written so far.</summary>
    public byte[] ToArray() => WrittenSpan.ToArray();

    /// <summary>Writes a string of bytes.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length == 1 && bytes[0] < 0x80)
        {
            Reserve(1)[0] = bytes[0];
            _length++;
            return;
        }
        WriteHeader(0x80, bytes.Length);
        WriteEncoded(bytes);
    }

    /// <summary>Writes an integer.</summary>
    public void Write(ulong value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, value);
        WriteInteger(bytes);
    }

    /// <summary>Writes a truth value: 01 or 80.</summary>
    public void Write(bool value) => Write(value ? 1UL : 0UL);

    /// <summary>Writes an integer of any size from its big-endian bytes; leading zeros are left away.</summary>
    public void WriteInteger(ReadOnlySpan<byte> bigEndian) => Write(bigEndian.TrimStart((byte)0));

    /// <summary>Appends items that are RLP already.</summary>
    public void WriteEncoded(ReadOnlySpan<byte> items)
    {
        items.CopyTo(Reserve(items.Length));
        _length += items.Length;
    }

    /// <summary>Begins a list; what is written until <see cref="EndList"/> with the same number is its content. Lists nest.</summary>
    /// <returns>A mark for <see cref="EndList"/>.</returns>
    public int BeginList()
    {
        // The usual list is short: its header of one byte gets its place now, and EndList moves the content only when it needs more.
        Reserve(1);
        return _length++;
    }

    /// <summary>Ends the list that <see cref="BeginList"/> began.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="list"/> is no mark of this writer's content.</exception>
    public void EndList(int list)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(list);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(list, _length);
        int content = _length - list - 1;
        if (content > LongestShort)
        {
            int more = SizeBytes(content);
            Reserve(more);
            _buffer.AsSpan(list + 1, content).CopyTo(_buffer.AsSpan(list + 1 + more));
        }
        _length = list;
        WriteHeader(0xC0, content);
        _length += content;
    }

    private static int SizeBytes(int length) => 4 - (BitOperations.LeadingZeroCount((uint)length) / 8);

    private void WriteHeader(int kind, int length)
    {
        Span<byte> space = Reserve(1 + sizeof(int));
        if (length <= LongestShort)
        {
            space[0] = (byte)(kind + length);
            _length++;
            return;
        }
        int size = SizeBytes(length);
        space[0] = (byte)(kind + LongestShort + size);
        for (int i = size; i > 0; i--)
        {
            space[i] = (byte)length;
            length >>= 8;
        }
        _length += 1 + size;
    }

    private Span<byte> Reserve(int count)
    {
        if (_buffer.Length - _length < count)
        {
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, checked(_length + count)));
        }
        return _buffer.AsSpan(_length);
    }
}
