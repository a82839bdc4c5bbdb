using System.Globalization;
using System.Text;
using Weir.Consensus;
using Weir.Tests.Fixtures;

namespace Weir.Tests.Journey;

/// <summary>What the nodes of a recording wrote themselves, and how it compares with a report.</summary>
internal sealed class KlaytnTruth
{
    private readonly Dictionary<ulong, (string Round, string Proposer)> _inside = [];
    private readonly List<(string Row, long Written, long Read, ulong Block)> _frames = [];
    private readonly List<(string Row, ulong Block)> _distinct = [];

    public KlaytnTruth(string recording, string point)
    {
        string folder = Recordings.PathOf("klaytn", recording, "truth");
        foreach (string[] row in Rows(Path.Combine(folder, "blocks.csv")))
        {
            if (row[8] == "1") { _inside.Add(ulong.Parse(row[0], CultureInfo.InvariantCulture), (row[1], row[2])); }
        }

        foreach (string[] row in Rows(Path.Combine(folder, $"frames-{point}.csv")))
        {
            _frames.Add((string.Join(',', row[..6]), long.Parse(row[6], CultureInfo.InvariantCulture), long.Parse(row[7], CultureInfo.InvariantCulture), ulong.Parse(row[2], CultureInfo.InvariantCulture)));
        }

        foreach (string[] row in Rows(Path.Combine(folder, $"distinct-{point}.csv"))) { _distinct.Add((string.Join(',', row), ulong.Parse(row[1], CultureInfo.InvariantCulture))); }
    }

    /// <summary>Blocks all of whose messages lie inside the recording.</summary>
    public IReadOnlyCollection<ulong> Inside => _inside.Keys;

    public long Frames => _frames.Sum(row => row.Written);

    /// <summary>Every row of the blocks inside is in the exported files, in the order of the truth, and no other.</summary>
    public void ShouldEqual(ConsensusReport report)
    {
        Lines(stream => ConsensusCsv.WriteFrames(report, stream)).Where(row => IsInside(row, 2))
            .ShouldBe(_frames.Where(row => _inside.ContainsKey(row.Block)).Select(row => $"{row.Row},{row.Written}"), report.Point.Name);
        ShouldEqualDistinct(report);
        ShouldEqualBlocks(report);
    }

    /// <summary>Different messages, with their rows in the order of the truth.</summary>
    public void ShouldEqualDistinct(ConsensusReport report) =>
        Lines(stream => ConsensusCsv.WriteDistinct(report, stream)).Where(row => IsInside(row, 1))
            .ShouldBe(_distinct.Where(row => _inside.ContainsKey(row.Block)).Select(row => row.Row), report.Point.Name);

    /// <summary>Around suspended and killed nodes: as many frames as were read at least, as were written at most.</summary>
    public void ShouldLieBetween(ConsensusReport report)
    {
        Dictionary<string, long> counted = Counted(report);
        foreach ((string row, long written, long read, ulong block) in _frames)
        {
            if (_inside.ContainsKey(block)) { counted.GetValueOrDefault(row).ShouldBeInRange(read, written, $"{report.Point.Name}: {row}"); }
        }

        NothingElse(counted, report);
        ShouldEqualBlocks(report);

        // The truth has the different messages that were read; on the wire are those that were written and never read as well.
        string[] distinct = [.. Lines(stream => ConsensusCsv.WriteDistinct(report, stream)).Where(row => IsInside(row, 1))];
        _distinct.Select(row => row.Row).Except(distinct).ShouldBeEmpty(report.Point.Name);
        distinct.Except(_distinct.Select(row => row.Row)).Except(_frames.Where(row => row.Read < row.Written).Select(row => WithoutPeer(row.Row) + ",1")).ShouldBeEmpty(report.Point.Name);
    }

    /// <summary>Round and proposer of every block inside that passed the point.</summary>
    public void ShouldEqualBlocks(ConsensusReport report)
    {
        foreach (string[] row in Lines(stream => ConsensusCsv.WriteBlocks(report, stream)).Select(line => line.Split(',')))
        {
            if (!_inside.TryGetValue(ulong.Parse(row[0], CultureInfo.InvariantCulture), out (string Round, string Proposer) truth)) { continue; }
            (row[3], row[2]).ShouldBe(truth, $"{report.Point.Name}: block {row[0]}");
            double.Parse(row[4], CultureInfo.InvariantCulture).ShouldBeInRange(0, 60_000);
        }
    }

    /// <summary>Blocks called complete equal the truth, no row exceeds it; gives the complete blocks and how many frames are missing.</summary>
    public (int Complete, long Missing) ShouldBeSafe(ConsensusReport report, string what)
    {
        Dictionary<string, long> counted = Counted(report);
        var wrong = new Dictionary<ulong, string>();
        long missing = 0;
        foreach ((string row, long written, long read, ulong block) in _frames)
        {
            long frames = counted.GetValueOrDefault(row);
            frames.ShouldBeLessThanOrEqualTo(written, $"{what}: {row}");
            missing += Math.Max(0, read - frames);
            if (frames < read) { wrong.TryAdd(block, row); }
        }

        NothingElse(counted, report);
        int complete = 0;
        foreach (BlockReport block in report.Blocks)
        {
            if (block.State != BlockState.Complete || !_inside.TryGetValue(block.Number, out (string Round, string Proposer) truth)) { continue; }
            complete++;
            wrong.GetValueOrDefault(block.Number).ShouldBeNull($"{what}: block {block.Number} is called complete, and this row is too low");
            block.Round.ToString().ShouldBe(truth.Round, $"{what}: block {block.Number}");
        }

        return (complete, missing);
    }

    private void NothingElse(Dictionary<string, long> counted, ConsensusReport report)
    {
        var known = _frames.Select(row => row.Row).ToHashSet(StringComparer.Ordinal);
        counted.Keys.Where(row => IsInside(row, 2) && !known.Contains(row)).ShouldBeEmpty(report.Point.Name);
    }

    private static Dictionary<string, long> Counted(ConsensusReport report) => Lines(stream => ConsensusCsv.WriteFrames(report, stream))
        .Select(line => (Line: line, At: line.LastIndexOf(','))).ToDictionary(row => row.Line[..row.At], row => long.Parse(row.Line.AsSpan(row.At + 1), CultureInfo.InvariantCulture));

    private static string WithoutPeer(string row)
    {
        int peer = row.IndexOf(',');
        return row[..peer] + row[row.IndexOf(',', peer + 1)..];
    }

    private bool IsInside(string row, int column) => _inside.ContainsKey(ulong.Parse(row.Split(',')[column], CultureInfo.InvariantCulture));

    private static IEnumerable<string> Lines(Action<Stream> write)
    {
        var stream = new MemoryStream();
        write(stream);
        return Encoding.UTF8.GetString(stream.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1);
    }

    private static IEnumerable<string[]> Rows(string file) => File.ReadLines(file).Skip(1).Select(line => line.Split(','));
}
