using System.Buffers;

namespace Weir.Reassembly;

/// <summary>The fragments of one datagram. The buffer begins with room for an IP header, so that the joined datagram can be decoded like a captured one.</summary>
internal sealed class FragmentTracker
{
    /// <summary>Room for the header that is written when the datagram is whole: that of IPv6.</summary>
    public const int HeaderRoom = 40;

    private byte[] _buffer = [];
    private (int Begin, int End)[] _ranges = new (int, int)[8];
    private int _count;
    private int _received;

    public FragmentKey Key;
    public long Begun;
    public FragmentTracker? Older;
    public FragmentTracker? Newer;

    /// <summary>Length of the payload, -1 while the last fragment is missing.</summary>
    public int Total { get; private set; } = -1;

    /// <summary>IPv6 fragments overlapped: the datagram and all that still comes of it are discarded (RFC 5722 4).</summary>
    public bool IsPoisoned { get; private set; }

    /// <summary>Protocol that the first fragment names (RFC 8200 4.5: the others' values may differ).</summary>
    public byte Protocol { get; set; }

    public byte HopLimit { get; set; }

    public int Held => 256 + _buffer.Length + (_ranges.Length * 8);

    public bool IsWhole => Total >= 0 && _received == Total && !IsPoisoned;

    public Span<byte> Payload => _buffer.AsSpan(HeaderRoom, Total);

    /// <summary>Header room and payload.</summary>
    public Span<byte> Datagram => _buffer.AsSpan(0, HeaderRoom + Total);

    public void Begin(in FragmentKey key, long time)
    {
        Key = key;
        Begun = time;
        Total = -1;
        IsPoisoned = false;
        Protocol = key.Protocol;
        _count = 0;
        _received = 0;
    }

    /// <summary>Adds a fragment. <paramref name="promised"/> is its length on the wire: a fragment that the capture cut brings fewer bytes and leaves a hole.</summary>
    public Waypoint Add(int offset, ReadOnlySpan<byte> bytes, int promised, bool last, bool later)
    {
        if (IsPoisoned) { return Waypoint.FragmentRefused; }
        int end = offset + promised;
        bool disagrees = last ? Total >= 0 && Total != end : Total >= 0 && end > Total;
        disagrees |= last && _count > 0 && _ranges[_count - 1].End > end;
        if (disagrees) { return Waypoint.FragmentRefused; }
        if (last) { Total = end; }
        int captured = offset + bytes.Length;
        int i = FirstEndingAfter(offset);
        bool overlaps = i < _count && _ranges[i].Begin < captured;
        if (Key.Version == 6 && overlaps)
        {
            if (_ranges[i] == (offset, captured) && bytes.SequenceEqual(_buffer.AsSpan(HeaderRoom + offset, bytes.Length))) { return Waypoint.FragmentDuplicate; }
            IsPoisoned = true;
            Release();
            return Waypoint.FragmentRefused;
        }

        Reserve(captured);
        if (!overlaps)
        {
            bytes.CopyTo(_buffer.AsSpan(HeaderRoom + offset));
            Insert(i, offset, captured);
            return Waypoint.FragmentKept;
        }

        bool isNew = false;
        int position = offset;
        while (position < captured)
        {
            int free = i < _count ? Math.Min(captured, _ranges[i].Begin) : captured;
            if (free > position)
            {
                bytes[(position - offset)..(free - offset)].CopyTo(_buffer.AsSpan(HeaderRoom + position));
                Insert(i++, position, free);
                isNew = true;
                position = free;
            }

            if (position >= captured) { break; }
            int same = Math.Min(captured, _ranges[i].End);
            if (later) { bytes[(position - offset)..(same - offset)].CopyTo(_buffer.AsSpan(HeaderRoom + position)); }
            position = same;
            i++;
        }

        return isNew ? Waypoint.FragmentKept : Waypoint.FragmentDuplicate;
    }

    public void Release()
    {
        if (_buffer.Length > 0) { ArrayPool<byte>.Shared.Return(_buffer); }
        _buffer = [];
        if (_ranges.Length > 64) { _ranges = new (int, int)[8]; }
        _count = 0;
    }

    private int FirstEndingAfter(int offset)
    {
        int low = 0;
        int high = _count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (_ranges[middle].End > offset) { high = middle; } else { low = middle + 1; }
        }

        return low;
    }

    private void Insert(int index, int begin, int end)
    {
        if (end == begin) { return; }
        if (_count == _ranges.Length) { Array.Resize(ref _ranges, _count * 2); }
        Array.Copy(_ranges, index, _ranges, index + 1, _count - index);
        _ranges[index] = (begin, end);
        _count++;
        _received += end - begin;
    }

    private void Reserve(int end)
    {
        int needed = HeaderRoom + Math.Max(end, Total);
        if (_buffer.Length >= needed) { return; }
        byte[] larger = ArrayPool<byte>.Shared.Rent(needed);
        _buffer.CopyTo(larger, 0);
        if (_buffer.Length > 0) { ArrayPool<byte>.Shared.Return(_buffer); }
        _buffer = larger;
    }
}
