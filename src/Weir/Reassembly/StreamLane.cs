using System.Runtime.InteropServices;

namespace Weir.Reassembly;

/// <summary>
/// The part of a direction's state that the next segment of an undisturbed stream touches. The lanes of both directions lie side by side; with thousands of conversations the cache lines touched are
/// the cost.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct StreamLane
{
    /// <summary>From so many packets or bytes on they are added to the conversation's counters, before the numbers here are full.</summary>
    public const uint Full = 1u << 31;

    /// <summary>Offset of the first byte that was not handed on yet.</summary>
    public long Next;

    /// <summary>Latest time among the packets that are not in the conversation's counters yet.</summary>
    public long LastTime;

    /// <summary>Sequence number at <see cref="Next"/>.</summary>
    public uint NextSequence;

    /// <summary>Packets that are not in the conversation's counters yet.</summary>
    public uint Packets;

    /// <summary>Wire bytes of these packets.</summary>
    public uint Bytes;

    /// <summary>Payload bytes of these packets.</summary>
    public uint PayloadBytes;

    /// <summary>Window last advertised by this sender, unscaled.</summary>
    public ushort Window;

    public StreamPhase Phase;

    public StreamMarks Marks;
}
