namespace Weir.Fabric;

/// <summary>
/// Frames under way, by the time they are due; of those due at once the first that came. Most come in order and lie in a ring, where entering and leaving cost the same whatever the number; those that overtake lie in a heap.
/// </summary>
internal sealed class DeliveryQueue
{
    private Entry[] _ring = new Entry[16];
    private int _head;
    private int _inRing;
    private Entry[] _heap = new Entry[16];
    private int _inHeap;
    private long _order;

    /// <summary>Frames in it.</summary>
    public int Count => _inRing + _inHeap;

    /// <summary>When the next frame is due; <see cref="long.MaxValue"/> when there is none.</summary>
    public long NextDue => Math.Min(_inRing > 0 ? _ring[_head].Due : long.MaxValue, _inHeap > 0 ? _heap[0].Due : long.MaxValue);

    /// <summary>Puts a frame in.</summary>
    public void Add(long due, FrameBuffer frame)
    {
        var entry = new Entry(due, _order++, frame);
        if (_inRing == 0 || due >= _ring[(_head + _inRing - 1) & (_ring.Length - 1)].Due) { AddToRing(entry); } else { AddToHeap(entry); }
    }

    /// <summary>Takes the next frame if it is due at <paramref name="now"/>.</summary>
    public bool TryTake(long now, out long due, out FrameBuffer frame)
    {
        bool fromHeap = _inHeap > 0 && (_inRing == 0 || _heap[0].IsBefore(_ring[_head]));
        if (Count == 0 || (fromHeap ? _heap[0].Due : _ring[_head].Due) > now)
        {
            (due, frame) = (long.MaxValue, null!);
            return false;
        }

        Entry entry = fromHeap ? TakeFromHeap() : TakeFromRing();
        (due, frame) = (entry.Due, entry.Frame);
        return true;
    }

    private void AddToRing(in Entry entry)
    {
        if (_inRing == _ring.Length)
        {
            var larger = new Entry[_ring.Length * 2];
            for (int i = 0; i < _inRing; i++) { larger[i] = _ring[(_head + i) & (_ring.Length - 1)]; }
            (_ring, _head) = (larger, 0);
        }

        _ring[(_head + _inRing++) & (_ring.Length - 1)] = entry;
    }

    private Entry TakeFromRing()
    {
        Entry entry = _ring[_head];
        _ring[_head] = default;
        _head = (_head + 1) & (_ring.Length - 1);
        _inRing--;
        return entry;
    }

    private void AddToHeap(in Entry entry)
    {
        if (_inHeap == _heap.Length) { Array.Resize(ref _heap, _heap.Length * 2); }
        int i = _inHeap++;
        while (i > 0 && entry.IsBefore(_heap[(i - 1) / 2]))
        {
            _heap[i] = _heap[(i - 1) / 2];
            i = (i - 1) / 2;
        }

        _heap[i] = entry;
    }

    private Entry TakeFromHeap()
    {
        Entry first = _heap[0];
        Entry last = _heap[--_inHeap];
        _heap[_inHeap] = default;
        int i = 0;
        while ((2 * i) + 1 < _inHeap)
        {
            int child = (2 * i) + 1;
            if (child + 1 < _inHeap && _heap[child + 1].IsBefore(_heap[child])) { child++; }
            if (!_heap[child].IsBefore(last)) { break; }
            _heap[i] = _heap[child];
            i = child;
        }

        if (_inHeap > 0) { _heap[i] = last; }
        return first;
    }

    private readonly record struct Entry(long Due, long Order, FrameBuffer Frame)
    {
        public bool IsBefore(in Entry other) => Due < other.Due || (Due == other.Due && Order < other.Order);
    }
}
