namespace Weir.Databases;

/// <summary>Hands rows on, and notes which groups of rows a change touches.</summary>
internal sealed class ChangedGroups(ITableSink tables) : ITableSink
{
    private readonly Dictionary<RecordTable, int[]> _places = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<RecordTable, RecordValue[]> _last = new(ReferenceEqualityComparer.Instance);

    /// <summary>The groups.</summary>
    public HashSet<TableGroup> Groups { get; } = [];

    /// <inheritdoc/>
    public void Accept(in Record record)
    {
        tables.Accept(in record);
        int[] places = PlacesOf(record.Table);
        // Most rows follow the clearing of their group.
        if (_last.TryGetValue(record.Table, out RecordValue[]? last))
        {
            bool same = true;
            for (int i = 0; i < places.Length && same; i++) { same = record.Values[places[i]].Equals(last[i]); }
            if (same) { return; }
        }

        var group = new RecordValue[places.Length];
        for (int i = 0; i < places.Length; i++) { group[i] = record.Values[places[i]]; }
        Note(record.Table, group);
    }

    /// <inheritdoc/>
    public void Clear(RecordTable table, ReadOnlySpan<RecordValue> group)
    {
        tables.Clear(table, group);
        Note(table, group.ToArray());
    }

    private void Note(RecordTable table, RecordValue[] group)
    {
        Groups.Add(new TableGroup(table, group));
        _last[table] = group;
    }

    private int[] PlacesOf(RecordTable table)
    {
        if (_places.TryGetValue(table, out int[]? places)) { return places; }
        string[] names = [.. table.Columns.Select(column => column.Name)];
        places = [.. table.Group.Select(name => Array.IndexOf(names, name))];
        _places.Add(table, places);
        return places;
    }
}
