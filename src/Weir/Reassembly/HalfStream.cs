namespace Weir.Reassembly;

/// <summary>State of one direction of a TCP conversation. Offsets are 64 bits wide and never wrap.</summary>
internal struct HalfStream
{
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

    public uint Isn;

    /// <summary>Where a segment far outside ended, when <see cref="HasStray"/>: a second one that continues there is no stray.</summary>
    public uint StrayNext;

    /// <summary>Packets of the conversation since waiting began.</summary>
    public int WaitPackets;

    /// <summary>Shift of <see cref="Window"/>, from this sender's SYN.</summary>
    public byte Scale;

    public bool WindowSeen;
    public bool ScaleSeen;
    public bool HasSyn;
    public bool HasFin;
    public bool HasStray;
    public bool Armed;
    public bool HadChunk;
    public bool StartsMidStream;

    public StreamLane Lane;

    public long Next { readonly get => Lane.Next; set => Lane.Next = value; }

    public uint NextSequence { readonly get => Lane.NextSequence; set => Lane.NextSequence = value; }

    public ushort Window { readonly get => Lane.Window; set => Lane.Window = value; }

    public StreamPhase Phase { readonly get => Lane.Phase; set => Lane.Phase = value; }

    public bool Plain { readonly get => Lane.Plain; set => Lane.Plain = value; }

    public readonly bool IsWaiting => Armed || Phase == StreamPhase.Starting;
}
