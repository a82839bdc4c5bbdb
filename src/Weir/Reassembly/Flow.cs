namespace Weir.Reassembly;

/// <summary>State of one conversation. Pooled: everything but the fields of <see cref="FlowEntry"/> is set when a conversation begins.</summary>
internal sealed class Flow : FlowEntry
{
    public HalfStream ToServer;
    public HalfStream ToClient;
    public Conversation Conversation = null!;

    /// <summary>Conversations of all points are numbered in the order of their first packets.</summary>
    public long Ordinal;

    /// <summary>Time of the latest packet in the order of the capture, nanoseconds.</summary>
    public long LastTime;

    /// <summary>Ordinal of the latest packet, by which the idlest conversation is found even when times go backwards.</summary>
    public long LastPacket;

    /// <summary>The client is the higher end of the key.</summary>
    public bool ClientIsHigh;

    /// <summary>A direction waits for a hole to close or for its start.</summary>
    public bool Waiting;

    /// <summary>A reset was seen and no data from its sender since.</summary>
    public bool IsReset;

    /// <summary>Who sent the reset.</summary>
    public Direction ResetBy;

    public bool HandedOn => ToServer.HadChunk || ToClient.HadChunk;

    /// <summary>Nothing more is expected: reset, or closed both ways.</summary>
    public bool IsOver => IsReset || (ToServer.Phase == StreamPhase.Ended && ToClient.Phase == StreamPhase.Ended);

    public ref HalfStream Half(Direction direction)
    {
        if (direction == Direction.ClientToServer) { return ref ToServer; }
        return ref ToClient;
    }

    public void Begin(Conversation conversation, bool clientIsHigh)
    {
        ToServer = default;
        ToClient = default;
        Conversation = conversation;
        ClientIsHigh = clientIsHigh;
        Waiting = false;
        IsReset = false;
    }
}
