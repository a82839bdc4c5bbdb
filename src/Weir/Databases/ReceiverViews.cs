using System.Data.Common;
using System.Text.RegularExpressions;
using Weir.Consensus;

namespace Weir.Databases;

/// <summary>
/// One view a consensus node, named as the node: the messages that it received, one row a block, columns <c>round_number</c> (the number of the block), <c>preprepare</c>, <c>prepare</c>, <c>commit</c>, <c>roundchange</c>.
/// These are the tables that the first monitor of such networks kept, so that what was made for it shows the newest run here.
/// </summary>
internal sealed partial class ReceiverViews(IDatabaseKind kind, TimeProvider time, Action<string> say)
{
    private static readonly string[] s_types = ["preprepare", "prepare", "commit", "roundchange"];

    /// <summary>How soon a view that somebody kept from being made is tried again: rows wait for as long as the trial takes.</summary>
    private static readonly TimeSpan s_again = TimeSpan.FromMinutes(1);

    private readonly IDatabaseDialect _dialect = kind.Dialect;
    private readonly DatabaseSchema _schema = new(kind.Dialect);
    private readonly HashSet<(string Node, string Prefix)> _done = [];
    private readonly HashSet<(string Node, string Prefix)> _wanted = [];
    private readonly HashSet<(string Node, string Prefix)> _told = [];
    private long? _failed;

    /// <summary>Another server may have lost them.</summary>
    public void Forget() => _done.Clear();

    /// <summary>Makes the views of nodes that rows name for the first time, and, after a while, those that could not be made. That one is missing is told once.</summary>
    public async Task MakeAsync(IEnumerable<RowGroup> batch, DatabaseSession session, CancellationToken cancellation)
    {
        foreach (RowGroup group in batch)
        {
            if (group.Rows.Count == 0 || !ReferenceEquals(group.Table.Columns, ConsensusTables.Points.Columns)) { continue; }
            int own = group.Table.Columns.ToList().FindIndex(column => column.Name == "own_node");
            string prefix = group.Table.Name[..^ConsensusTables.Points.Name.Length];
            foreach (RecordValue[] row in group.Rows)
            {
                if (row[own].Text is not { } node || !Name().IsMatch(node) || _done.Contains((node, prefix))) { continue; }
                _wanted.Add((node, prefix));
            }
        }

        if (_wanted.Count > 0 && (_failed is not { } failed || time.GetElapsedTime(failed) >= s_again)) { await MakeAsync(session, cancellation).ConfigureAwait(false); }
    }

    /// <summary>Makes those that could not be made before.</summary>
    public async Task MakeAsync(DatabaseSession session, CancellationToken cancellation)
    {
        _failed = null;
        foreach ((string Node, string Prefix) one in _wanted.ToArray())
        {
            await session.PrepareAsync(ConsensusTables.Frames with { Name = one.Prefix + ConsensusTables.Frames.Name }, cancellation).ConfigureAwait(false);
            DbException? fault = await session.TryMakeViewAsync(one.Node, Select(one.Node, one.Prefix), cancellation).ConfigureAwait(false);
            if (fault is not null && _told.Add(one)) { say($"the view {one.Node} of what this node received is missing: {fault.Message}"); }
            if (fault is not null && kind.IsPassing(fault)) { _failed = time.GetTimestamp(); continue; }
            _wanted.Remove(one);
            _done.Add(one);
        }
    }

    // The name is of letters, digits, dots and hyphens: it can be written as a text as it is.
    private string Select(string node, string prefix)
    {
        string frames = _schema.Table(prefix + ConsensusTables.Frames.Name), points = _schema.Table(prefix + ConsensusTables.Points.Name), runs = _dialect.Quote("runs");
        string sums = string.Join(", ", s_types.Select(type => $"{_dialect.WholeNumber($"SUM(CASE WHEN f.type = '{type}' THEN f.frames ELSE 0 END)")} AS {_dialect.Quote(type)}"));
        return $"SELECT f.block AS round_number, {sums} FROM {frames} f JOIN {points} p ON p.run = f.run AND p.point = f.point WHERE p.own_node = '{node}' AND f.direction = 'in' "
            + $"AND f.run = (SELECT r.run FROM {runs} r JOIN {points} q ON q.run = r.run WHERE q.own_node = '{node}' ORDER BY r.begin_ns DESC, r.run DESC LIMIT 1) GROUP BY f.block";
    }

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]{0,47}\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Name();
}
