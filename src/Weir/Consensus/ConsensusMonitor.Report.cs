using Weir.Wire.Ethereum;

namespace Weir.Consensus;

/// <summary>Closing blocks and telling what is known.</summary>
public sealed partial class ConsensusMonitor
{
    /// <summary>How often it is looked for blocks to close, in nanoseconds of capture time.</summary>
    private const long ClosingInterval = 10_000_000_000;

    private readonly Dictionary<ulong, string> _faults = [];
    private readonly SortedSet<ulong> _closedNumbers = [];
    private readonly Queue<BlockReport> _closed = [];
    private readonly List<Finding> _findings = [];
    private long _findingCount;
    private long _forgotten;
    private ulong _lowest; // blocks below it were let go
    private long _nextClosing = long.MinValue;
    private EthereumAddress[] _validators = [];

    /// <summary>Called with each block that is closed, before its state is final: a doubt that is told later may still touch it.</summary>
    public Action<BlockReport>? BlockClosed { get; set; }

    /// <summary>What is known now. Blocks that are still being decided are in it, as uncertain.</summary>
    public ConsensusReport Snapshot() => Snapshot([]);

    /// <summary>What is known now, where streams have intervals of doubt that are not over: until they are, each is taken for one without an end.</summary>
    internal ConsensusReport Snapshot(IReadOnlyList<Doubt> open)
    {
        int own = _peers.Own();
        var found = new List<Finding>(_findings);
        long findingCount = _findingCount;
        var blocks = new List<BlockReport>(_closed.Count + _open.Count);
        blocks.AddRange(_closed);
        foreach (BlockTally tally in _open.Values)
        {
            BuiltBlock built = Build(tally, own);
            blocks.Add(built.Report);
            findingCount += built.Findings.Count;
            foreach (Finding finding in built.Findings)
            {
                if (found.Count < _options.MaxFindings) { found.Add(finding); }
            }
        }

        BlockReport[] sorted = InOrder(blocks);
        found.Sort(static (a, b) => a.Time.CompareTo(b.Time));
        IReadOnlyList<BlockDoubt> doubts = ResolveDoubts(sorted);
        ResolveOpenDoubts(open);
        Judge(sorted);
        int sessions = 0;
        foreach (SessionTrack session in _sessions.Values) { if (session.ConsensusMessages > 0) { sessions++; } }
        return new ConsensusReport
        {
            Point = _point,
            OwnNode = own >= 0 ? _peers.EndName(own) : null,
            OwnAddress = own >= 0 ? _peers.EndAddress(own) : null,
            Nodes = _nodes,
            Blocks = sorted,
            Doubts = doubts,
            Findings = found,
            FindingCount = findingCount,
            Sessions = sessions,
            Frames = _frames,
            Messages = _messages,
            OtherMessages = _others,
            SignersRight = _signersRight,
            SignersWrong = _signersWrong,
            SignersUnchecked = _signersUnchecked,
            FramesRefused = _refused,
            BlocksForgotten = _forgotten,
        };
    }

    /// <summary>
    /// Says that all that was told is written elsewhere. Of closed blocks no message can change the counts, so these are let go; of all but the latest <paramref name="keep"/> of them also the rest, with which the verdict stands.
    /// </summary>
    internal void LetGo(int keep)
    {
        Forget(keep);
        foreach (BlockReport block in _closed) { block.LetCountsGo(); }
    }

    // Blocks are closed in their order, and those that are open began in it, but for one that came late: after hours, sorting them would be most of what a snapshot costs.
    private static BlockReport[] InOrder(List<BlockReport> blocks)
    {
        BlockReport[] sorted = [.. blocks];
        for (int i = 1; i < sorted.Length; i++)
        {
            if (sorted[i - 1].Number <= sorted[i].Number) { continue; }
            Array.Sort(sorted, static (a, b) => a.Number.CompareTo(b.Number));
            break;
        }

        return sorted;
    }

    private BuiltBlock Build(BlockTally tally, int own)
    {
        if (tally.Built is { } known && known.IsFresh(tally, own, _validators)) { return known; }
        var builder = new BlockBuilder(_peers, own, _nodes, _options, _validators);
        BlockReport report = builder.Build(tally);
        return tally.Built = new BuiltBlock(tally.Changes, own, _validators, report, builder.Findings);
    }

    private void AddFinding(Finding finding)
    {
        _findingCount++;
        if (_findings.Count < _options.MaxFindings) { _findings.Add(finding); }
    }

    private void CloseBlocks()
    {
        _nextClosing = _lastTime + ClosingInterval;
        long before = _lastTime - (_options.BlockWindow.Ticks * 100);
        List<BlockTally>? done = null;
        foreach (BlockTally block in _open.Values)
        {
            if (block.Last < before) { (done ??= []).Add(block); }
        }

        if (done is null) { return; }
        done.Sort(static (a, b) => a.Sequence.CompareTo(b.Sequence));
        foreach (BlockTally block in done) { Close(block); }
    }

    private void CloseQuietest()
    {
        BlockTally? quietest = null;
        foreach (BlockTally block in _open.Values)
        {
            if (quietest is null || block.Last < quietest.Last) { quietest = block; }
        }

        if (quietest is not null) { Close(quietest); }
    }

    private void Close(BlockTally tally)
    {
        _open.Remove(tally.Sequence);
        if (ReferenceEquals(_lastBlock, tally)) { _lastBlock = null; }
        var builder = new BlockBuilder(_peers, _peers.FixOwn(), _nodes, _options, _validators);
        BlockReport report = builder.Build(tally);
        if (tally.Built is { } built && built.Changes == tally.Changes && built.Report.KnowsSettled) { report.SetSettled(built.Report.Settled); }
        if (builder.Validators.Length > 0) { _validators = builder.Validators; }
        foreach (Finding finding in builder.Findings) { AddFinding(finding); }
        _closed.Enqueue(report);
        _closedNumbers.Add(report.Number);
        BlockClosed?.Invoke(report);
        Forget(_options.MaxClosedBlocks);
    }

    private void Forget(int keep)
    {
        if (_closed.Count <= keep) { return; }
        while (_closed.Count > keep)
        {
            ulong number = _closed.Dequeue().Number;
            _closedNumbers.Remove(number);
            _faults.Remove(number);
            _forgotten++;
        }

        // Not the highest that was let go: that may be a number that somebody made up, and every real block is below it.
        ulong lowest = _closedNumbers.Count > 0 ? _closedNumbers.Min : ulong.MaxValue;
        foreach (ulong open in _open.Keys) { lowest = Math.Min(lowest, open); }
        if (lowest != ulong.MaxValue) { _lowest = Math.Max(_lowest, lowest); }
    }
}
