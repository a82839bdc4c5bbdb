namespace Weir.Consensus;

/// <summary>
/// Intervals of doubt: what lies beside each is looked up again with each snapshot until nothing can change it. Then it is settled, its blocks know of it, and it costs nothing any more.
/// </summary>
public sealed partial class ConsensusMonitor
{
    private readonly List<DoubtTrack> _doubts = []; // in the order in which they became known
    private readonly List<DoubtTrack> _unsettled = [];
    private readonly List<DoubtTrack> _openDoubts = []; // those of the latest snapshot that are not over
    private readonly SettledDoubts _settled;
    private BlockDoubt[] _reported = [];
    private JoinedDoubts _joined = JoinedDoubts.None;
    private bool _lossy;

    /// <summary>How often a doubt was looked at so far: what a snapshot costs after a loss.</summary>
    internal long DoubtVisits { get; private set; }

    /// <summary>How often settled doubts were asked about a block that is new or changed.</summary>
    internal long SettledVisits => _settled.Visits;

    /// <inheritdoc/>
    public void Accept(in Doubt doubt)
    {
        if (doubt.Protocol is not ("rlpx" or "")) { return; }
        if (SessionOf(doubt.Conversation) is not { } session) { return; }
        DirectionTrack track = session[doubt.Direction];
        if (_doubts.Count >= _options.MaxDoubts)
        {
            _joined = _joined.Plus(in doubt, _highest);
            return;
        }

        var made = new DoubtTrack(session, doubt.Direction, doubt.From, doubt.To, doubt.Reason, doubt.Bytes, track.Position);
        _lossy |= made.IsLoss;
        _doubts.Add(made);
        _unsettled.Add(made);
        track.Cut();
    }

    // A stream may turn out to have lost nothing, so these are asked for each time anew, and are no rows.
    private void ResolveOpenDoubts(IReadOnlyList<Doubt> open)
    {
        _openDoubts.Clear();
        foreach (Doubt doubt in open)
        {
            if (SessionOf(doubt.Conversation) is not { } session) { continue; }
            var made = new DoubtTrack(session, doubt.Direction, doubt.From, doubt.To, doubt.Reason, doubt.Bytes, session[doubt.Direction].Position);
            made.Resolve(_margin);
            made.IsBeside = IsBeside(made, out _);
            _openDoubts.Add(made);
        }
    }

    private BlockDoubt[] ResolveDoubts(BlockReport[] blocks)
    {
        bool changed = _reported.Length != _doubts.Count;
        int kept = 0;
        for (int i = 0; i < _unsettled.Count; i++)
        {
            DoubtTrack doubt = _unsettled[i];
            DoubtVisits++;
            if (doubt.To == long.MaxValue && doubt.Session.HasEnded(doubt.Direction)) { doubt.To = Math.Max(doubt.From, doubt.Session.LastAlive); }
            doubt.Resolve(_margin);
            doubt.IsBeside = IsBeside(doubt, out bool forGood);
            changed |= doubt.Tell();
            if (forGood) { (doubt.Session.Beside ??= []).Add(doubt); }
            else if (!doubt.IsBeside && MayCount(doubt.Session, doubt.To) && doubt.IsSettled(_lastTime, _margin)) { Settle(blocks, doubt); }
            else { _unsettled[kept++] = doubt; }
        }

        _unsettled.RemoveRange(kept, _unsettled.Count - kept);
        return changed ? _reported = [.. _doubts.Select(doubt => doubt.Report!)] : _reported;
    }

    // Another connection of the same two nodes may turn out to carry their consensus messages, until it would have been closed for its silence.
    private bool MayCount(SessionTrack session, long to) => session.ConsensusMessages > 0 || _lastTime - _silent > to;

    private void Settle(BlockReport[] blocks, DoubtTrack doubt)
    {
        bool laggard = IsLaggard(blocks, doubt);
        string reason = Describe(doubt.Session, doubt.Direction, doubt.Reason);
        foreach (BlockReport block in Touched(blocks, doubt, laggard)) { block.AddSettled(doubt.From, doubt.To, reason); }
        _settled.Add(doubt, laggard, reason);
    }

    // A connection that carries consensus messages after all: what it lost before counts.
    private void Unsettle(SessionTrack session)
    {
        _unsettled.AddRange(session.Beside!);
        session.Beside = null;
    }

    // Consensus messages of a pair of nodes go over one of their connections. A hole in another one, at a time when that one was alive, lost none of them.
    private bool IsBeside(DoubtTrack doubt, out bool forGood)
    {
        forGood = false;
        SessionTrack session = doubt.Session;
        if (session.ConsensusMessages > 0) { return false; }
        bool beside = false;
        foreach (SessionTrack other in _sessions.Values)
        {
            if (other.ConsensusMessages == 0 || !other.IsSamePair(session)) { continue; }
            long begin = other.Conversation.ClientIsGuessed ? long.MinValue : other.Conversation.Begin;
            if (begin > doubt.From || other.LastAlive < Math.Min(doubt.To, _lastTime - _silent)) { continue; }
            beside = true;
            forGood |= other.LastAlive >= doubt.To;
        }

        return beside;
    }
}
