namespace Weir.Reassembly;

/// <summary>State of one direction of a TCP conversation. Offsets are 64 bits wide and never wrap; <see cref="NextSequence"/> is the sequence number at <see cref="Next"/>.</summary>
internal struct HalfStream
{
    /// <summary>Offset of the first byte that was not handed on yet.</summary>
    public long Next;

    /// <summary>End of what the receiver acknowledged, as far as it lies after <see cref="Next"/>.</summary>
    public long Acked;

    /// <summary>While <see cref="Armed"/>: holes before this offset are given up when the reorder window has passed.</summary>
    public long ArmedTo;

    /// <summary>Time at which waiting began (armed or starting), nanoseconds.</summary>
    public long WaitTime;

    /// <summary>Offset of the end of the stream, when <see cref="HasFin"/>.</summary>
    public long Fin;

    /// <summary>Bytes before their turn; null when there are none.</summary>
    public SegmentQueue? Queue;

    public uint NextSequence;
    public uint Isn;

    /// <summary>Where a segment far outside ended, when <see cref="HasStray"/>: a second one that continues there is no stray.</summary>
    public uint StrayNext;

    /// <summary>Packets of the conversation since waiting began.</summary>
    public int WaitPackets;

    /// <summary>Window last advertised by this sender, unscaled.</summary>
    public ushort Window;

    public StreamPhase Phase;

    /// <summary>Shift of <see cref="Window"/>, from this sender's SYN.</summary>
    public byte Scale;

    /// <summary>Open, nothing kept, no hole waited for, no FIN: the next segment in order needs no further look.</summary>
    public bool Plain;

    public bool WindowSeen;
    public bool ScaleSeen;
    public bool HasSyn;
    public bool HasFin;
    public bool HasStray;
    public bool Armed;
    public bool HadChunk;
    public bool StartsMidStream;

    public readonly bool IsWaiting => Armed || Phase == StreamPhase.Starting;
}
