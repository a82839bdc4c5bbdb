namespace Weir.Databases;

/// <summary>
/// The groups of rows that a database does not have yet, each once, however often it changed. At most <see cref="Capacity"/>; beyond it nothing is lost, for the rows stand in the store beside: then all of it is due.
/// </summary>
internal sealed class WaitingGroups
{
    /// <summary>Groups that are told apart.</summary>
    public const int Capacity = 200_000;

    private readonly Lock _gate = new(); // all fields
    private readonly HashSet<TableGroup> _groups = [];
    private readonly HashSet<RecordTable> _tables = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<RecordTable, DueTable> _due = new(ReferenceEqualityComparer.Instance);
    private int _taken;

    /// <summary>Groups that wait or are on their way; a table of which everything is due counts as one.</summary>
    public long Count
    {
        get
        {
            lock (_gate) { return _due.Count + _groups.Count + _taken; }
        }
    }

    /// <summary>Notes groups that changed.</summary>
    public void Add(IReadOnlyCollection<TableGroup> groups)
    {
        lock (_gate)
        {
            foreach (TableGroup group in groups)
            {
                _tables.Add(group.Table);
                if (!IsDue(group.Table)) { _groups.Add(group); }
            }

            Bound();
        }
    }

    /// <summary>Notes that all rows of these tables are due.</summary>
    public void AddAll(IEnumerable<RecordTable> tables)
    {
        lock (_gate)
        {
            foreach (RecordTable table in tables)
            {
                _tables.Add(table);
                _due[table] = new DueTable(table);
            }

            _groups.RemoveWhere(group => IsDue(group.Table));
        }
    }

    /// <summary>Takes all that waits: groups, and the tables of which everything is due. What could not be sent is to be given back.</summary>
    public (TableGroup[] Groups, DueTable[] Tables) Take()
    {
        lock (_gate)
        {
            (TableGroup[] Groups, DueTable[] Tables) taken = ([.. _groups], [.. _due.Values]);
            _taken = taken.Groups.Length + taken.Tables.Length;
            _groups.Clear();
            _due.Clear();
            return taken;
        }
    }

    /// <summary>Gives back what was taken and not sent; nothing when all was. A table goes on where it was, unless all of it became due meanwhile.</summary>
    public void Return(ReadOnlySpan<TableGroup> groups, ReadOnlySpan<DueTable> tables)
    {
        lock (_gate)
        {
            _taken = 0;
            foreach (DueTable table in tables) { _due.TryAdd(table.Table, table); }
            foreach (TableGroup group in groups)
            {
                if (!IsDue(group.Table)) { _groups.Add(group); }
            }

            Bound();
        }
    }

    // A change of a table that has begun to be sent is noted: it may be in what the database has.
    private bool IsDue(RecordTable table) => _due.TryGetValue(table, out DueTable? due) && due.After is null;

    private void Bound()
    {
        if (_groups.Count + _taken <= Capacity) { return; }
        _groups.Clear();
        foreach (RecordTable table in _tables) { _due[table] = new DueTable(table); }
    }
}
