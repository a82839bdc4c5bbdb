using Weir.Wire.Ethereum;
using Weir.Wire.Frames;

namespace Weir.Consensus;

/// <summary>
/// Counts the consensus messages that pass one point of observation, by block, round, kind, sender, peer and direction; frames and different messages apart. Says for each block whether the
/// counts are exact. Takes messages as they come; <see cref="Snapshot()"/> tells what is known at any moment. Used by one thread at a time.
/// </summary>
public sealed partial class ConsensusMonitor : IMessageSink
{
    private readonly CapturePoint _point;
    private readonly NodeTable _nodes;
    private readonly ConsensusOptions _options;
    private readonly long _margin;
    private readonly long _silent;
    private readonly long _quiet;
    private readonly Dictionary<Conversation, SessionTrack> _sessions = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<ulong, BlockTally> _open = [];
    private readonly PeerTable _peers;
    private SessionTrack? _lastSession;
    private BlockTally? _lastBlock;
    private long _firstTime = long.MaxValue;
    private long _lastTime = long.MinValue;
    private ulong _highest;
    private long _frames;
    private long _messages;
    private long _others;
    private long _refused;
    private long _signersRight;
    private long _signersWrong;
    private long _signersUnchecked;
    private bool _sessionsRefused;

    /// <summary>Makes a monitor for <paramref name="point"/>.</summary>
    public ConsensusMonitor(CapturePoint point, NodeTable nodes, ConsensusOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(point);
        ArgumentNullException.ThrowIfNull(nodes);
        _point = point;
        _nodes = nodes;
        _options = options ?? new ConsensusOptions();
        _margin = _options.Margin.Ticks * 100;
        _quiet = _options.Quiet.Ticks * 100;
        _silent = _options.SilentConnection.Ticks * 100;
        _settled = new SettledDoubts(_margin);
        _peers = new PeerTable(_options.OwnNode ?? point.Name, nodes, _options.MaxPeers);
    }

    /// <summary>
    /// Says whether it uses messages of a protocol and kind: the consensus messages, and the announcements that say that a node is done with a block. When the decoding stage is told so, a hole that lost only
    /// other messages leaves no doubt.
    /// </summary>
    public static bool IsWanted(string protocol, string kind) => protocol == "rlpx" && kind is "preprepare" or "prepare" or "commit" or "roundchange" or "new-block" or "new-block-hashes";

    /// <inheritdoc/>
    public void Accept(Message message)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (message.Protocol != "rlpx") { _others++; return; }
        SeeTime(message.Time);
        if (SessionOf(message.Conversation) is not { } session) { _refused++; return; }
        session.Touch(message.Time);
        if (message.Value is IbftMessage consensus) { Count(message, consensus, session); return; }
        _others++;
        if (message.Value is Devp2pNewBlock announced) { _peers.SeeHead(session.Sender(message.Direction), announced.Block.Header.Number); }
        else if (message.Value is Devp2pNewBlockHashes hashes)
        {
            foreach (Devp2pBlockId id in hashes.Blocks) { _peers.SeeHead(session.Sender(message.Direction), id.Number); }
        }
    }

    /// <summary>
    /// Says that the capture is over, or how far it has come, and how long it was: the last blocks, of which messages may have been under way, are then uncertain. Times are nanoseconds since 1970-01-01 UTC.
    /// </summary>
    public void Complete(long firstFrameTime, long lastFrameTime)
    {
        if (firstFrameTime < _firstTime) { _firstTime = firstFrameTime; }
        SeeTime(lastFrameTime);
    }

    private void SeeTime(long time)
    {
        if (time > _lastTime)
        {
            _lastTime = time;
            if (time >= _nextClosing) { CloseBlocks(); }
        }

        if (time < _firstTime) { _firstTime = time; }
    }

    private void Count(Message message, IbftMessage consensus, SessionTrack session)
    {
        if (BlockOf(consensus.Sequence) is not { } block) { _refused++; return; }
        int link = LinkOf(session, message.Direction);
        int sender = _peers.Sender(consensus.Address);
        if (link < 0 || sender < 0)
        {
            _refused++;
            _faults[consensus.Sequence] = "limit of peers reached";
            return;
        }

        session[message.Direction].Add(consensus.Sequence, message.Time);
        if (session.Beside is not null) { Unsettle(session); }
        if (consensus.Sequence > _highest) { _highest = consensus.Sequence; }
        long refused = block.Refused;
        bool added = block.Add(consensus, sender, link, message.Time, message.Trail.FirstFrame, _options.MaxMessagesPerBlock, out _);
        if (block.Refused != refused) { _refused++; return; }
        _frames++;
        if (message.Trail.Authenticity == Waypoint.MacWrong)
        {
            block.NoteWrongAuthentication();
            AddFinding(new Finding(FindingKind.AuthenticationWrong, consensus.Sequence, consensus.Round, consensus.Code, consensus.Address, consensus.Signer, message.Trail.FirstFrame, message.Time, ""));
        }

        if (!added) { return; }
        _messages++;
        if (!consensus.IsRecovered) { _signersUnchecked++; }
        else if (consensus.Signer == consensus.Address) { _signersRight++; }
        else { _signersWrong++; }
    }

    private SessionTrack? SessionOf(Conversation conversation)
    {
        if (_lastSession is { } last && ReferenceEquals(last.Conversation, conversation)) { return last; }
        if (!_sessions.TryGetValue(conversation, out SessionTrack? session))
        {
            int client = _peers.End(conversation.Client.Address);
            int server = _peers.End(conversation.Server.Address);
            if (client < 0 || server < 0 || (_sessions.Count >= _options.MaxPeers && !ForgetSessions()))
            {
                _sessionsRefused = true;
                return null;
            }

            session = new SessionTrack(conversation, client, server, _margin);
            _peers.CountSession(client, server);
            _sessions.Add(conversation, session);
        }

        return _lastSession = session;
    }

    // Connections that were silent for so long that they are dead tell nothing more about the end of the capture.
    private bool ForgetSessions()
    {
        var dead = new List<Conversation>();
        foreach (SessionTrack session in _sessions.Values)
        {
            if (session.Last < _lastTime - _silent) { dead.Add(session.Conversation); }
        }

        foreach (Conversation conversation in dead) { _sessions.Remove(conversation); }
        _lastSession = null;
        return dead.Count > 0;
    }

    private int LinkOf(SessionTrack session, Direction direction)
    {
        if (direction == Direction.ClientToServer)
        {
            if (session.LinkToServer < 0) { session.LinkToServer = _peers.Link(session.Client, session.Server); }
            return session.LinkToServer;
        }

        if (session.LinkToClient < 0) { session.LinkToClient = _peers.Link(session.Server, session.Client); }
        return session.LinkToClient;
    }

    private BlockTally? BlockOf(ulong sequence)
    {
        if (_lastBlock is { } last && last.Sequence == sequence) { return last; }
        if (!_open.TryGetValue(sequence, out BlockTally? block))
        {
            if (_closedNumbers.Contains(sequence))
            {
                _faults[sequence] = "messages came after the block was closed";
                return null;
            }

            if (sequence < _lowest) { return null; }
            if (_open.Count >= _options.MaxOpenBlocks) { CloseQuietest(); }
            block = new BlockTally(sequence);
            _open.Add(sequence, block);
        }

        return _lastBlock = block;
    }
}
