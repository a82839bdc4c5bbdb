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
    private bool _everything;
    private int _taken;

    /// <summary>Groups that wait or are on their way; with everything due the number of tables.</summary>
    public long Count
    {
        get
        {
            lock (_gate) { return _everything ? Math.Max(1, _tables.Count) : _groups.Count + _taken; }
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
                if (!_everything) { _groups.Add(group); }
            }

            Bound();
        }
    }

    /// <summary>Notes that all rows of these tables are due.</summary>
    public void AddAll(IEnumerable<RecordTable> tables)
    {
        lock (_gate)
        {
            _tables.UnionWith(tables);
            _groups.Clear();
            _everything = true;
        }
    }

    /// <summary>Takes all that waits: groups, or the tables of which everything is due. What could not be sent is to be given back.</summary>
    public (TableGroup[] Groups, RecordTable[] Tables) Take()
    {
        lock (_gate)
        {
            (TableGroup[], RecordTable[]) taken = _everything ? ([], [.. _tables]) : ([.. _groups], []);
            _taken = Math.Max(taken.Item1.Length, taken.Item2.Length);
            _everything = false;
            _groups.Clear();
            return taken;
        }
    }

    /// <summary>Gives back what was taken and not sent; nothing when all was.</summary>
    public void Return(ReadOnlySpan<TableGroup> groups, bool everything)
    {
        lock (_gate)
        {
            _taken = 0;
            _everything |= everything;
            if (_everything) { _groups.Clear(); return; }
            foreach (TableGroup group in groups) { _groups.Add(group); }
            Bound();
        }
    }

    private void Bound()
    {
        if (_groups.Count + _taken <= Capacity) { return; }
        _groups.Clear();
        _everything = true;
    }
}
