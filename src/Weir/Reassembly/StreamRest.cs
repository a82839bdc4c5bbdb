namespace Weir.Reassembly;

/// <summary>The part of a direction's state that only disturbed streams touch. Offsets are 64 bits wide and never wrap.</summary>
internal struct StreamRest
{
    /// <summary>End of what the receiver acknowledged, as far as it lies after <see cref="StreamLane.Next"/>.</summary>
    public long Acked;

    /// <summary>While <see cref="Armed"/>: holes before this offset are given up when the reorder window has passed.</summary>
    public long ArmedTo;

    /// <summary>Time at which waiting began (armed or starting), nanoseconds.</summary>
    public long WaitTime;

    /// <summary>Offset of the end of the stream, when <see cref="HasFin"/>.</summary>
    public long Fin;

    /// <summary>Bytes before their turn; null when there are none.</summary>
    public SegmentQueue? Queue;

    /// <summary>Segments before their turn that are not in the conversation's counters yet.</summary>
    public int OutOfOrder;

    public uint Isn;

    /// <summary>Where a segment far outside ended, when <see cref="HasStray"/>: a second one that continues there is no stray.</summary>
    public uint StrayNext;

    /// <summary>Packets of the conversation since waiting began.</summary>
    public int WaitPackets;

    /// <summary>Shift of <see cref="StreamLane.Window"/>, from this sender's SYN.</summary>
    public byte Scale;

    public bool WindowSeen;
    public bool ScaleSeen;
    public bool HasSyn;
    public bool HasFin;
    public bool HasStray;
    public bool Armed;
}
