namespace Weir.Consensus;

/// <summary>
/// Keeps the tables of one point up to date while messages still come: each time it writes only the blocks that are not as they were written before. Blocks that the monitor let go stay in the tables. Used by
/// one thread at a time.
/// </summary>
public sealed class ConsensusLedger
{
    private readonly Dictionary<ulong, Stamp> _written = [];
    private IReadOnlyList<BlockDoubt> _doubtsWritten = [];
    private int _mismatchesWritten;
    private long _forgotten;
    private long _completeBefore; // those that the monitor let go
    private long _uncertainBefore;

    /// <summary>Brings the tables up to date with what is known now.</summary>
    public void Write(ConsensusReport report, ITableSink tables)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(tables);
        RecordValue point = RecordValue.Of(report.Point.Name);
        Forget(report);
        tables.Clear(ConsensusTables.Points, [point]);
        ConsensusTables.WritePoint(report, tables, _completeBefore, _uncertainBefore);
        foreach (BlockReport block in report.Blocks)
        {
            bool known = _written.TryGetValue(block.Number, out Stamp before);
            if (known && before.IsStill(block, report.OwnNode)) { continue; }
            var now = new Stamp(block, report.OwnNode);
            bool counted = known && before.CountsTheSame(in now);
            _written[block.Number] = now;
            if (counted && before.Uncertainty == now.Uncertainty) { continue; }
            RecordValue number = RecordValue.Of(block.Number);
            tables.Clear(ConsensusTables.Blocks, [number, point]);
            ConsensusTables.WriteBlock(report, block, tables);
            // Of a large network the counts of one block are thousands of rows; whether they are exact is known later.
            if (counted) { continue; }
            tables.Clear(ConsensusTables.Rounds, [number, point]);
            tables.Clear(ConsensusTables.Frames, [number, point]);
            tables.Clear(ConsensusTables.DistinctMessages, [number, point]);
            ConsensusTables.WriteCounts(report, block, tables);
        }

        WriteDoubts(report, point, tables);
        WriteMismatches(report, point, tables);
    }

    // Blocks that were let go can not change any more; the row of the point still counts them, as their own rows are there.
    private void Forget(ConsensusReport report)
    {
        if (report.BlocksForgotten == _forgotten) { return; }
        _forgotten = report.BlocksForgotten;
        HashSet<ulong> known = [.. report.Blocks.Select(block => block.Number)];
        foreach (ulong number in _written.Keys.Where(number => !known.Contains(number)).ToArray())
        {
            _written.Remove(number, out Stamp gone);
            if (gone.Uncertainty is null) { _completeBefore++; } else { _uncertainBefore++; }
        }
    }

    // A doubt keeps its place in the report, and is another object when it says something else. Rows are replaced connection by connection.
    private void WriteDoubts(ConsensusReport report, RecordValue point, ITableSink tables)
    {
        if (ReferenceEquals(report.Doubts, _doubtsWritten)) { return; }
        var changed = new HashSet<(FlowEnd, FlowEnd)>();
        for (int i = 0; i < report.Doubts.Count; i++)
        {
            BlockDoubt doubt = report.Doubts[i];
            if ((i < _doubtsWritten.Count && ReferenceEquals(_doubtsWritten[i], doubt)) || !changed.Add(EndsOf(doubt))) { continue; }
            tables.Clear(ConsensusTables.Doubts, [point, RecordValue.Of(doubt.Conversation.ToString())]);
        }

        _doubtsWritten = report.Doubts;
        if (changed.Count == 0) { return; }
        foreach (BlockDoubt doubt in report.Doubts)
        {
            if (changed.Contains(EndsOf(doubt))) { ConsensusTables.WriteDoubt(report, doubt, tables); }
        }
    }

    private static (FlowEnd, FlowEnd) EndsOf(BlockDoubt doubt) => (doubt.Conversation.Client, doubt.Conversation.Server);

    private void WriteMismatches(ConsensusReport report, RecordValue point, ITableSink tables)
    {
        HashCode all = default;
        foreach (Finding finding in report.Findings)
        {
            all.Add(finding.Kind);
            all.Add(finding.FrameNumber);
            all.Add(finding.Block);
        }

        int now = HashCode.Combine(report.FindingCount, all.ToHashCode());
        if (now == _mismatchesWritten) { return; }
        _mismatchesWritten = now;
        tables.Clear(ConsensusTables.Mismatches, [point]);
        ConsensusTables.WriteMismatches(report, tables);
    }

    /// <summary>What a block was like when it was written. A report of a closed block stays the same object, of which only the uncertainty changes; an open block is reported anew each time, and each frame counts.</summary>
    private readonly struct Stamp(BlockReport block, string? own)
    {
        private readonly BlockReport _block = block;
        private readonly string? _own = own;
        private readonly long _frames = block.Rounds.Sum(round => round.Frames);

        public Uncertainty? Uncertainty { get; } = block.Uncertainty;

        /// <summary>The quick answer for a block that is over.</summary>
        public bool IsStill(BlockReport block, string? own) => ReferenceEquals(_block, block) && _own == own && Uncertainty == block.Uncertainty;

        public bool CountsTheSame(in Stamp now) => _own == now._own
            && (ReferenceEquals(_block, now._block) || (_frames == now._frames && _block.Last == now._block.Last && _block.Voters == now._block.Voters && _block.Commits == now._block.Commits && _block.IsDecided == now._block.IsDecided));
    }
}
