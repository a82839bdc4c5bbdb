namespace Weir;

/// <summary>
/// One TCP connection or UDP exchange at one point of observation. Made by reassembly when its first packet comes; stages further on hang what they know about it on <see cref="State"/>.
/// </summary>
public sealed class Conversation
{
    private ConversationCounters _toServer;
    private ConversationCounters _toClient;
    private bool _clientIsGuessed;

    /// <summary>Makes a conversation.</summary>
    public Conversation(long id, CapturePoint point, byte protocol, FlowEnd client, FlowEnd server, long firstFrame, long begin)
    {
        Id = id;
        Point = point;
        Protocol = protocol;
        Client = client;
        Server = server;
        FirstFrame = firstFrame;
        Begin = begin;
    }

    /// <summary>Number of the conversation at its point, from 1 in the order of first packets.</summary>
    public long Id { get; }

    /// <summary>Where it was seen.</summary>
    public CapturePoint Point { get; }

    /// <summary>6 for TCP, 17 for UDP.</summary>
    public byte Protocol { get; }

    /// <summary>The end that opened it (sent the SYN); when that was not seen, see <see cref="ClientIsGuessed"/>.</summary>
    public FlowEnd Client { get; private set; }

    /// <summary>The other end.</summary>
    public FlowEnd Server { get; private set; }

    /// <summary>True when the opening was not captured: the client is then the sender of the first packet seen, or the end with the higher port.</summary>
    public bool ClientIsGuessed { get => _clientIsGuessed; init => _clientIsGuessed = value; }

    /// <summary>Number of its first frame.</summary>
    public long FirstFrame { get; }

    /// <summary>Time of its first frame, nanoseconds since 1970-01-01 UTC.</summary>
    public long Begin { get; }

    /// <summary>Outer VLAN identifier, 0 when untagged.</summary>
    public ushort Vlan { get; init; }

    /// <summary>Tunnel key of its packets, 0 outside tunnels.</summary>
    public uint TunnelKey { get; init; }

    /// <summary>From the client's SYN to its answer to the server's, as they passed: the round trip from the client to the server and back. Null when the opening was not captured, or a SYN was sent again.</summary>
    public TimeSpan? RoundTrip { get; internal set; }

    /// <summary>When the client's only SYN passed; 0 before it, -1 when the round trip is known or cannot be.</summary>
    internal long SynTime { get; set; }

    /// <summary>What the decoding stage keeps about this conversation; null until it put something there.</summary>
    public object? State { get; set; }

    /// <summary>
    /// How it stands or ended, both directions together: <c>reset</c>, <c>closed</c> (both ways), <c>half-closed</c> (one way), <c>idle</c>, <c>reused</c>, <c>evicted</c>, or <c>open</c> while it goes on or
    /// when it went on at the end of the capture.
    /// </summary>
    public string Outcome
    {
        get
        {
            (StreamEnd up, StreamEnd down) = (_toServer.End, _toClient.End);
            if (up == StreamEnd.Reset || down == StreamEnd.Reset) { return "reset"; }
            if (up == StreamEnd.Closed && down == StreamEnd.Closed) { return "closed"; }
            if (up == StreamEnd.Closed || down == StreamEnd.Closed) { return "half-closed"; }
            StreamEnd end = up is StreamEnd.None ? down : up;
            return end is StreamEnd.None or StreamEnd.CaptureEnded ? "open" : end.ToString().ToLowerInvariant();
        }
    }

    /// <summary>The end that sends in <paramref name="direction"/>.</summary>
    public FlowEnd Sender(Direction direction) => direction == Direction.ClientToServer ? Client : Server;

    /// <summary>The end that receives in <paramref name="direction"/>.</summary>
    public FlowEnd Receiver(Direction direction) => direction == Direction.ClientToServer ? Server : Client;

    /// <summary>What <paramref name="direction"/> carried so far.</summary>
    public ConversationCounters Counters(Direction direction) => direction == Direction.ClientToServer ? _toServer : _toClient;

    internal ref ConversationCounters CountersOf(Direction direction)
    {
        if (direction == Direction.ClientToServer) { return ref _toServer; }
        return ref _toClient;
    }

    /// <summary>The opening was captured late and tells who the client is. Allowed while nothing was handed on.</summary>
    internal void CorrectGuess(bool swapEnds)
    {
        _clientIsGuessed = false;
        if (!swapEnds) { return; }
        (Client, Server) = (Server, Client);
        (_toServer, _toClient) = (_toClient, _toServer);
    }

    /// <summary><c>10.0.0.1:50000 &gt; 10.0.0.2:80</c>.</summary>
    public override string ToString() => $"{Client} > {Server}";
}
