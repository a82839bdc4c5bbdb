using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Weir.Wire.Frames;

namespace Weir.Capture;

/// <summary>
/// Many packets with their bytes, so that one thread reads and others process. Reused: each <see cref="CaptureReader.TryReadBatch"/> replaces its
/// content. The frames it hands out are valid until then; it may be read by several threads at once.
/// </summary>
public sealed class FrameBatch
{
    private FrameEntry[] _entries = new FrameEntry[4096];
    private CapturePoint[] _points = [];

    /// <summary>Makes a batch.</summary>
    /// <param name="bufferSize">Bytes of captured data that fit; it grows only for a packet that is longer.</param>
    public FrameBatch(int bufferSize = 1024 * 1024)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bufferSize, 64);
        Buffer = GC.AllocateUninitializedArray<byte>(bufferSize, pinned: true);
    }

    /// <summary>Packets in the batch.</summary>
    public int Count { get; private set; }

    /// <summary>Number of the first packet in its file, from 1; the others follow one by one.</summary>
    public long FirstNumber { get; private set; }

    internal byte[] Buffer { get; set; }

    /// <summary>The packet at <paramref name="index"/>, from 0.</summary>
    public Frame this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            ref readonly FrameEntry entry = ref _entries.AsSpan(0, Count)[index];
            return new Frame(
                Buffer.AsSpan(entry.Offset, entry.CapturedLength), _points[entry.Point], FirstNumber + index, entry.Time, entry.OriginalLength);
        }
    }

    /// <summary>Begins to load the headers of the frames from <paramref name="first"/> on, of <paramref name="count"/> at most: another thread may have read them.</summary>
    internal void Fetch(int first, int count)
    {
        int end = Math.Min(first + count, Count);
        ref byte bytes = ref MemoryMarshal.GetArrayDataReference(Buffer);
        for (int i = first; i < end; i++)
        {
            CacheLine.Fetch(ref bytes, _entries[i].Offset);
            CacheLine.Fetch(ref bytes, _entries[i].Offset + CacheLine.Size - 16);
        }
    }

    /// <summary>The frames from <paramref name="first"/> on that have the point of that one, <paramref name="most"/> at most.</summary>
    internal FrameRun RunOf(int first, int most)
    {
        ReadOnlySpan<FrameEntry> entries = _entries.AsSpan(first, Math.Min(most, Count - first));
        int point = entries[0].Point;
        int count = _points.Length == 1 ? entries.Length : 1;
        while (count < entries.Length && entries[count].Point == point) { count++; }
        return new FrameRun(Buffer, entries[..count], _points[point], FirstNumber + first);
    }

    internal void Begin(long firstNumber)
    {
        Count = 0;
        FirstNumber = firstNumber;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Add(in Frame frame, byte[] buffer, int point)
    {
        if (Count == _entries.Length) { Array.Resize(ref _entries, 2 * Count); }
        ref FrameEntry entry = ref _entries[Count++];
        // An empty packet's span may lie at the very end; its offset does not matter.
        entry.Offset = frame.Bytes.IsEmpty
            ? 0
            : (int)Unsafe.ByteOffset(ref MemoryMarshal.GetArrayDataReference(buffer), ref MemoryMarshal.GetReference(frame.Bytes));
        // Headers seldom end in the line in which the record begins, which the walk over the records loads.
        if (frame.Bytes.Length > CacheLine.Size) { CacheLine.Fetch(ref MemoryMarshal.GetReference(frame.Bytes), CacheLine.Size - 16); }
        entry.CapturedLength = frame.Bytes.Length;
        entry.OriginalLength = frame.OriginalLength;
        entry.Point = point;
        entry.Time = frame.Time;
    }

    internal void Finish(byte[] buffer, CapturePoint[] points)
    {
        Buffer = buffer;
        _points = points;
    }
}
