namespace Weir.Consensus;

/// <summary>What the monitor remembers of one connection.</summary>
internal sealed class SessionTrack(Conversation conversation, int client, int server, long margin)
{
    private readonly DirectionTrack _toServer = new(margin);
    private readonly DirectionTrack _toClient = new(margin);

    public Conversation Conversation { get; } = conversation;

    /// <summary>The ends as the monitor numbers them.</summary>
    public int Client { get; } = client;

    public int Server { get; } = server;

    /// <summary>Numbers of the two links; -1 until a consensus message used it.</summary>
    public int LinkToServer { get; set; } = -1;

    public int LinkToClient { get; set; } = -1;

    /// <summary>When its first message passed; <see cref="long.MaxValue"/> when none did.</summary>
    public long First { get; private set; } = long.MaxValue;

    /// <summary>When its last message passed.</summary>
    public long Last { get; private set; } = long.MinValue;

    /// <summary>When its last packet passed, or its last message where packets are not counted.</summary>
    public long LastAlive => Math.Max(Last, Math.Max(Conversation.Counters(Direction.ClientToServer).LastTime, Conversation.Counters(Direction.ServerToClient).LastTime));

    /// <summary>True when the direction was closed or reset, so that nothing more can come.</summary>
    public bool HasEnded(Direction direction) => Conversation.Counters(direction).End is StreamEnd.Closed or StreamEnd.Reset or StreamEnd.Reused;

    /// <summary>Consensus messages in both directions.</summary>
    public long ConsensusMessages => _toServer.Messages + _toClient.Messages;

    /// <summary>Doubts that are settled because consensus messages went over another connection; null for none.</summary>
    public List<DoubtTrack>? Beside { get; set; }

    public DirectionTrack this[Direction direction] => direction == Direction.ClientToServer ? _toServer : _toClient;

    /// <summary>The end that sends in a direction.</summary>
    public int Sender(Direction direction) => direction == Direction.ClientToServer ? Client : Server;

    /// <summary>The link of a direction; -1 when no consensus message used it.</summary>
    public int Link(Direction direction) => direction == Direction.ClientToServer ? LinkToServer : LinkToClient;

    public void Touch(long time)
    {
        if (time < First) { First = time; }
        if (time > Last) { Last = time; }
    }

    /// <summary>True when both connections are between the same two ends.</summary>
    public bool IsSamePair(SessionTrack other) =>
        (Client == other.Client && Server == other.Server) || (Client == other.Server && Server == other.Client);
}
