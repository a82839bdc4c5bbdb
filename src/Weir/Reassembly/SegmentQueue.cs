using System.Buffers;
using System.Numerics;

namespace Weir.Reassembly;

/// <summary>
/// What one direction keeps before its turn: pieces sorted by offset that never overlap. A sorted array with its free room at both ends, because segments
/// nearly always come at the end and leave at the front. Owns the rented buffers of its pieces.
/// </summary>
internal sealed class SegmentQueue
{
    private const int Overhead = 64;
    private KeptSegment[] _pieces = new KeptSegment[16];
    private int _head;

    public int Count { get; private set; }

    /// <summary>Memory that the pieces take, in bytes.</summary>
    public long Held { get; private set; }

    public ref KeptSegment First => ref _pieces[_head];

    public long End => _pieces[_head + Count - 1].End;

    public ref KeptSegment this[int index] => ref _pieces[_head + index];

    /// <summary>Memory that keeping so many bytes takes.</summary>
    public static long Cost(int length) => Overhead + BitOperations.RoundUpToPowerOf2((uint)Math.Max(length, 16));

    /// <summary>Index of the first piece that ends after <paramref name="offset"/>.</summary>
    public int FirstEndingAfter(long offset)
    {
        int low = 0;
        int high = Count;
        if (high > 0 && End <= offset) { return high; }
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (this[middle].End > offset) { high = middle; } else { low = middle + 1; }
        }

        return low;
    }

    /// <summary>Puts a piece in at <paramref name="index"/>; its bytes are copied to a rented buffer, or with <paramref name="captured"/> false it has none.</summary>
    public void Insert(int index, KeptSegment piece, ReadOnlySpan<byte> bytes, bool captured)
    {
        Fill(ref piece, bytes, captured);
        MakeRoom(index) = piece;
    }

    /// <summary>Replaces the content of a piece of the same length.</summary>
    public void Replace(int index, in KeptSegment source, ReadOnlySpan<byte> bytes)
    {
        ref KeptSegment piece = ref this[index];
        Release(ref piece);
        piece.SegmentBegin = source.SegmentBegin;
        piece.SegmentEnd = source.SegmentEnd;
        piece.FrameNumber = source.FrameNumber;
        piece.Time = source.Time;
        Fill(ref piece, bytes, captured: true);
    }

    /// <summary>Cuts the piece at <paramref name="index"/> in two; <paramref name="at"/> lies inside it.</summary>
    public void Split(int index, long at)
    {
        KeptSegment right = this[index];
        int length = (int)(at - right.Offset);
        KeptSegment left = right;
        right.Offset = at;
        right.Length = left.Length - length;
        right.Buffer = null;
        Fill(ref right, left.Buffer is null ? default : left.Bytes[length..], left.Buffer is not null);
        this[index].Length = length;
        MakeRoom(index + 1) = right;
    }

    public void RemoveFirst()
    {
        Release(ref First);
        First = default;
        _head++;
        if (--Count == 0) { _head = 0; }
    }

    /// <summary>Adds <paramref name="shift"/> to all offsets.</summary>
    public void Shift(long shift)
    {
        for (int i = 0; i < Count; i++)
        {
            ref KeptSegment piece = ref this[i];
            piece.Offset += shift;
            piece.SegmentBegin += shift;
            piece.SegmentEnd += shift;
        }
    }

    public void Clear()
    {
        while (Count > 0) { RemoveFirst(); }
        if (_pieces.Length > 256) { _pieces = new KeptSegment[16]; }
    }

    private static long CostOf(in KeptSegment piece) => Overhead + (piece.Buffer?.Length ?? 0);

    private void Fill(ref KeptSegment piece, ReadOnlySpan<byte> bytes, bool captured)
    {
        if (captured)
        {
            piece.Buffer = ArrayPool<byte>.Shared.Rent(bytes.Length);
            bytes.CopyTo(piece.Buffer);
        }

        Held += CostOf(piece);
    }

    private void Release(ref KeptSegment piece)
    {
        Held -= CostOf(piece);
        if (piece.Buffer is null) { return; }
        ArrayPool<byte>.Shared.Return(piece.Buffer);
        piece.Buffer = null;
    }

    private ref KeptSegment MakeRoom(int index)
    {
        if (index == 0 && _head == 0 && Count > 0) { Spread(); }
        if (index == 0 && _head > 0)
        {
            _head--;
        }
        else
        {
            if (_head + Count == _pieces.Length) { Spread(); }
            Array.Copy(_pieces, _head + index, _pieces, _head + index + 1, Count - index);
        }

        Count++;
        return ref _pieces[_head + index];
    }

    /// <summary>Moves the pieces to the middle of an array with room at both ends.</summary>
    private void Spread()
    {
        KeptSegment[] target = Count > _pieces.Length / 2 ? new KeptSegment[_pieces.Length * 2] : _pieces;
        int head = (target.Length - Count) / 2;
        Array.Copy(_pieces, _head, target, head, Count);
        if (ReferenceEquals(target, _pieces))
        {
            // What the move left behind must not keep buffers that others rent by then.
            if (head < _head) { Array.Clear(_pieces, Math.Max(head + Count, _head), _head + Count - Math.Max(head + Count, _head)); }
            else { Array.Clear(_pieces, _head, Math.Min(head, _head + Count) - _head); }
        }

        _pieces = target;
        _head = head;
    }
}
