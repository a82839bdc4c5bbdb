namespace Weir.Memory;

/// <summary>Bytes in order, first in, first out, up to a limit; its room grows with what is in it.</summary>
internal sealed class ByteQueue(int limit)
{
    private const int FirstRoom = 16 * 1024;

    private byte[] _bytes = [];
    private int _head;

    /// <summary>Bytes in it.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes that still fit.</summary>
    public int Free => limit - Count;

    /// <summary>Takes as many of the bytes as fit, and says how many.</summary>
    public int Add(ReadOnlySpan<byte> bytes)
    {
        int count = Math.Min(bytes.Length, Free);
        if (Count + count > _bytes.Length) { Grow(Count + count); }
        if (count == 0) { return 0; }
        int tail = (_head + Count) % _bytes.Length;
        int first = Math.Min(count, _bytes.Length - tail);
        bytes[..first].CopyTo(_bytes.AsSpan(tail));
        bytes[first..count].CopyTo(_bytes);
        Count += count;
        return count;
    }

    /// <summary>Copies bytes without taking them out, from <paramref name="offset"/> on; there must be as many.</summary>
    public void Peek(int offset, Span<byte> into)
    {
        if (into.IsEmpty) { return; }
        int at = (_head + offset) % _bytes.Length;
        int first = Math.Min(into.Length, _bytes.Length - at);
        _bytes.AsSpan(at, first).CopyTo(into);
        _bytes.AsSpan(0, into.Length - first).CopyTo(into[first..]);
    }

    /// <summary>Drops bytes at the front; there must be as many.</summary>
    public void Skip(int count)
    {
        if (count == 0) { return; }
        _head = (_head + count) % _bytes.Length;
        Count -= count;
    }

    /// <summary>Takes out as many bytes as there are and fit, and says how many.</summary>
    public int Take(Span<byte> into)
    {
        int count = Math.Min(into.Length, Count);
        Peek(0, into[..count]);
        Skip(count);
        return count;
    }

    private void Grow(int needed)
    {
        int room = Math.Max(_bytes.Length, FirstRoom);
        while (room < needed) { room *= 2; }
        byte[] larger = new byte[room];
        Peek(0, larger.AsSpan(0, Count));
        (_bytes, _head) = (larger, 0);
    }
}
