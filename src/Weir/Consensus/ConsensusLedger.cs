namespace Weir.Consensus;

/// <summary>
/// Keeps the tables of one point up to date while messages still come: each time it writes only the blocks that are not as they were written before. Blocks that the monitor let go stay in the tables. Used by
/// one thread at a time.
/// </summary>
public sealed class ConsensusLedger
{
    private readonly Dictionary<ulong, Stamp> _written = [];
    private int _doubtsWritten;
    private int _mismatchesWritten;

    /// <summary>Brings the tables up to date with what is known now.</summary>
    public void Write(ConsensusReport report, ITableSink tables)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(tables);
        RecordValue point = RecordValue.Of(report.Point.Name);
        tables.Clear(ConsensusTables.Points, [point]);
        ConsensusTables.WritePoint(report, tables);
        foreach (BlockReport block in report.Blocks)
        {
            var now = new Stamp(block, report.OwnNode);
            if (_written.TryGetValue(block.Number, out Stamp before) && before.IsSame(in now)) { continue; }
            RecordValue number = RecordValue.Of(block.Number);
            tables.Clear(ConsensusTables.Blocks, [number, point]);
            tables.Clear(ConsensusTables.Rounds, [number, point]);
            tables.Clear(ConsensusTables.Frames, [number, point]);
            tables.Clear(ConsensusTables.DistinctMessages, [number, point]);
            ConsensusTables.WriteBlock(report, block, tables);
            _written[block.Number] = now;
        }

        Forget(report);
        WriteDoubts(report, point, tables);
        WriteMismatches(report, point, tables);
    }

    // Blocks that were let go can not change any more.
    private void Forget(ConsensusReport report)
    {
        if (_written.Count <= (2 * report.Blocks.Count) + 64) { return; }
        HashSet<ulong> known = [.. report.Blocks.Select(block => block.Number)];
        foreach (ulong number in _written.Keys.Where(number => !known.Contains(number)).ToArray()) { _written.Remove(number); }
    }

    private void WriteDoubts(ConsensusReport report, RecordValue point, ITableSink tables)
    {
        HashCode all = default;
        foreach (BlockDoubt doubt in report.Doubts)
        {
            all.Add(doubt.To);
            all.Add(doubt.LowestBlock);
            all.Add(doubt.HighestBlock);
            all.Add(doubt.IsBeside);
        }

        int now = HashCode.Combine(report.Doubts.Count, all.ToHashCode());
        if (now == _doubtsWritten) { return; }
        _doubtsWritten = now;
        tables.Clear(ConsensusTables.Doubts, [point]);
        ConsensusTables.WriteDoubts(report, tables);
    }

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
        private readonly Uncertainty? _uncertainty = block.Uncertainty;
        private readonly string? _own = own;
        private readonly long _frames = block.Rounds.Sum(round => round.Frames);

        public bool IsSame(in Stamp now) => _own == now._own && _uncertainty == now._uncertainty
            && (ReferenceEquals(_block, now._block) || (_frames == now._frames && _block.Last == now._block.Last && _block.Voters == now._block.Voters && _block.Commits == now._block.Commits && _block.IsDecided == now._block.IsDecided));
    }
}
