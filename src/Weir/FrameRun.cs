using System.Runtime.CompilerServices;
using Weir.Wire.Frames;

namespace Weir;

/// <summary>Frames of one point of observation that follow each other in their file. A view, as <see cref="Frame"/> is.</summary>
internal readonly ref struct FrameRun(ReadOnlySpan<byte> buffer, ReadOnlySpan<FrameEntry> entries, CapturePoint point, long firstNumber)
{
    /// <summary>What the offsets of <see cref="Entries"/> count in.</summary>
    public ReadOnlySpan<byte> Buffer { get; } = buffer;

    public ReadOnlySpan<FrameEntry> Entries { get; } = entries;

    public CapturePoint Point { get; } = point;

    /// <summary>Number of the first frame in its file, from 1; the others follow one by one.</summary>
    public long FirstNumber { get; } = firstNumber;

    public int Count => Entries.Length;

    /// <summary>Says what the headers of the frames are, one for each of <paramref name="packets"/>.</summary>
    // A loop of its own for the compiler: inlined it would use up what is inlined in its caller at all.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Decode(Span<DecodedPacket> packets)
    {
        for (int i = 0; i < packets.Length; i++)
        {
            ref readonly FrameEntry entry = ref Entries[i];
            PacketDecoder.Decode(Buffer.Slice(entry.Offset, entry.CapturedLength), Point.LinkType, ref packets[i]);
        }
    }

    public Frame this[int index]
    {
        get
        {
            ref readonly FrameEntry entry = ref Entries[index];
            return new Frame(Buffer.Slice(entry.Offset, entry.CapturedLength), Point, FirstNumber + index, entry.Time, entry.OriginalLength);
        }
    }
}
