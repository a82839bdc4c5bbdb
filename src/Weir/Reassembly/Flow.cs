using System.Runtime.CompilerServices;

namespace Weir.Reassembly;

/// <summary>
/// State of one conversation. Pooled: everything but the fields of <see cref="FlowEntry"/> is set when a conversation begins. What the next packet touches lies side by side, from the key to the lanes.
/// </summary>
internal sealed class Flow : FlowEntry
{
    public Conversation Conversation = null!;

    /// <summary>Time of the latest packet in the order of the capture, nanoseconds.</summary>
    public long LastTime;

    /// <summary>Ordinal of the latest packet, by which the idlest conversation is found even when times go backwards.</summary>
    public long LastPacket;

    /// <summary>Conversations of all points are numbered in the order of their first packets.</summary>
    public long Ordinal;

    /// <summary>The client is the higher end of the key.</summary>
    public bool ClientIsHigh;

    /// <summary>A direction waits for a hole to close or for its start.</summary>
    public bool Waiting;

    /// <summary>The client's SYN was seen, and the round trip is not known yet.</summary>
    public bool TakesRoundTrip;

    /// <summary>A reset was seen and no data from its sender since.</summary>
    public bool IsReset;

    /// <summary>Who sent the reset.</summary>
    public Direction ResetBy;

    private readonly StreamRest[] _rests = new StreamRest[2];
    private TwoLanes _lanes;

    public bool HandedOn => ((Lane(Direction.ClientToServer).Marks | Lane(Direction.ServerToClient).Marks) & StreamMarks.HadChunk) != StreamMarks.None;

    /// <summary>Nothing more is expected: reset, or closed both ways.</summary>
    public bool IsOver => IsReset || (Lane(Direction.ClientToServer).Phase == StreamPhase.Ended && Lane(Direction.ServerToClient).Phase == StreamPhase.Ended);

    // By hand: the compiler's own indexing of an inline array makes a span each time. There are two directions, and both have a place.
    public ref StreamLane Lane(Direction direction) => ref Unsafe.Add(ref Unsafe.As<TwoLanes, StreamLane>(ref _lanes), (nuint)((uint)direction & 1));

    public ref StreamRest Rest(Direction direction) => ref _rests[(int)direction];

    /// <summary>The direction of a packet that the higher end of the key sent, or the lower one.</summary>
    public Direction DirectionOf(bool fromHigh) => (Direction)(Unsafe.BitCast<bool, byte>(fromHigh) ^ Unsafe.BitCast<bool, byte>(ClientIsHigh));

    public HalfStream Half(Direction direction) => new(ref Lane(direction), ref Rest(direction));

    /// <summary>Begins to load what the next packet touches.</summary>
    public void Fetch()
    {
        CacheLine.Fetch(ref Key);
        CacheLine.Fetch(ref Key, CacheLine.Size);
        CacheLine.Fetch(ref Key, 2 * CacheLine.Size);
        CacheLine.Fetch(ref _lanes, (2 * Unsafe.SizeOf<StreamLane>()) - 1);
    }

    /// <summary>Begins to load what tells whether the conversation is idle.</summary>
    public void FetchTime() => CacheLine.Fetch(ref LastTime);

    public void Begin(Conversation conversation, bool clientIsHigh)
    {
        _lanes = default;
        Array.Clear(_rests);
        Conversation = conversation;
        ClientIsHigh = clientIsHigh;
        Waiting = false;
        TakesRoundTrip = false;
        IsReset = false;
    }

    /// <summary>What was taken for the client is the server.</summary>
    public void SwapEnds()
    {
        ClientIsHigh = !ClientIsHigh;
        (_lanes[0], _lanes[1]) = (_lanes[1], _lanes[0]);
        (_rests[0], _rests[1]) = (_rests[1], _rests[0]);
    }

    /// <summary>By direction.</summary>
    [InlineArray(2)]
    private struct TwoLanes
    {
        private StreamLane _first;
    }
}
