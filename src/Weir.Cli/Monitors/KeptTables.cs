using System.Text;

namespace Weir.Cli.Monitors;

/// <summary>Tables in memory, for the screen: of each the newest groups of rows. One thread changes them, another one looks.</summary>
internal sealed class KeptTables : ITableStore, ITableSink
{
    /// <summary>Groups of rows of a table that are kept; a file keeps all of them.</summary>
    public const int MaxGroups = 10_000;

    private readonly Lock _gate = new(); // _tables
    private readonly Dictionary<RecordTable, Kept> _tables = new(ReferenceEqualityComparer.Instance);

    /// <inheritdoc/>
    public void Change(Action<ITableSink> change)
    {
        lock (_gate) { change(this); }
    }

    /// <summary>The rows of a table in the order in which their groups came, and how many groups were let go.</summary>
    public (IReadOnlyList<RecordValue[]> Rows, long Forgotten) Rows(RecordTable table)
    {
        lock (_gate) { return _tables.TryGetValue(table, out Kept? kept) ? ([.. kept.Groups.Values.SelectMany(rows => rows)], kept.Forgotten) : ([], 0); }
    }

    /// <inheritdoc/>
    public void Accept(in Record record)
    {
        Kept kept = KeptOf(record.Table);
        RecordValue[] row = record.Values.ToArray();
        var group = new RecordValue[record.Table.Group.Count];
        for (int i = 0; i < group.Length; i++) { group[i] = row[kept.Places[i]]; }
        string key = KeyOf(group);
        if (!kept.Groups.TryGetValue(key, out List<RecordValue[]>? rows))
        {
            if (kept.Groups.Count >= MaxGroups)
            {
                kept.Groups.RemoveAt(0);
                kept.Forgotten++;
            }

            kept.Groups.Add(key, rows = []);
        }

        rows.Add(row);
    }

    /// <inheritdoc/>
    public void Clear(RecordTable table, ReadOnlySpan<RecordValue> group)
    {
        // A group keeps its place: a row that changes does not jump.
        if (KeptOf(table).Groups.TryGetValue(KeyOf(group), out List<RecordValue[]>? rows)) { rows.Clear(); }
    }

    private Kept KeptOf(RecordTable table)
    {
        if (!_tables.TryGetValue(table, out Kept? kept)) { _tables.Add(table, kept = new Kept(table)); }
        return kept;
    }

    private static string KeyOf(ReadOnlySpan<RecordValue> group)
    {
        var key = new StringBuilder();
        foreach (RecordValue value in group) { key.Append(value.Kind == RecordValueKind.Text ? value.Text : TableText.Of(value)).Append('\n'); }
        return key.ToString();
    }

    private sealed class Kept(RecordTable table)
    {
        public int[] Places { get; } = [.. table.Group.Select(name => table.Columns.Select(column => column.Name).ToList().IndexOf(name))];

        public OrderedDictionary<string, List<RecordValue[]>> Groups { get; } = [];

        public long Forgotten { get; set; }
    }
}
