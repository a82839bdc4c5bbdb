using System.Runtime.InteropServices;

namespace Weir.Reassembly;

/// <summary>The part of a direction's state that the next segment of an undisturbed stream touches, in one cache line; with thousands of conversations the lines touched are the cost.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct StreamLane
{
    /// <summary>Offset of the first byte that was not handed on yet.</summary>
    public long Next;

    /// <summary>Sequence number at <see cref="Next"/>.</summary>
    public uint NextSequence;

    /// <summary>Window last advertised by this sender, unscaled.</summary>
    public ushort Window;

    public StreamPhase Phase;

    /// <summary>Open, nothing kept, no hole waited for, no FIN: the next segment in order needs no further look.</summary>
    public bool Plain;

    /// <summary>Packets, wire bytes and payload bytes that are not in the conversation's counters yet.</summary>
    public long Packets;
    public long Bytes;
    public long Payload;

    /// <summary>Latest time among these packets.</summary>
    public long LastTime;
}
