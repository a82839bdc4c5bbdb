using System.Globalization;

namespace Weir.Cli.Monitors;

/// <summary>Where the tables of one <c>weir monitor</c> go: to the screen or as JSON lines, and into a file or a database when one is named.</summary>
internal sealed class SessionTables : IAsyncDisposable
{
    private readonly CommandContext _context;
    private readonly KeptTables? _kept;
    private readonly JsonTables? _lines;
    private readonly TableTarget? _target;

    public SessionTables(CommandContext context, IReadOnlyCollection<string> shown, TableTarget? target, bool json)
    {
        _context = context;
        _target = target;
        if (json) { _lines = new JsonTables(context, shown); }
        else { _kept = new KeptTables(); }
        ITableStore near = (ITableStore?)_lines ?? _kept!;
        Store = target is null ? near : new TwoStores(near, target.Store);
    }

    /// <summary>Takes the rows.</summary>
    public ITableStore Store { get; }

    /// <summary>Makes tables in the database before there is a row for them.</summary>
    public Task MakeTablesAsync(IReadOnlyList<RecordTable> tables) => _target?.MakeTablesAsync(tables) ?? Task.CompletedTask;

    /// <summary>Says that no more rows come.</summary>
    public async Task CompleteAsync()
    {
        _lines?.Complete();
        if (_target is not null) { await _target.CompleteAsync(); }
    }

    /// <summary>Draws the tables over what the terminal shows, under a line that says how it stands.</summary>
    public void Draw(IReadOnlyList<RecordTable> tables, int rows, string line)
    {
        Wipe();
        _context.Out.WriteLine(line);
        Print(tables, rows);
        _context.Flush();
    }

    /// <summary>Empties the terminal.</summary>
    public void Wipe() => _context.Out.Write("\e[H\e[2J");

    /// <summary>Prints the last <paramref name="most"/> rows of each table; nothing where rows went out as JSON.</summary>
    public void Print(IReadOnlyList<RecordTable> tables, int most)
    {
        if (_kept is null) { return; }
        foreach (RecordTable table in tables)
        {
            (IReadOnlyList<RecordValue[]> rows, long forgotten) = _kept.Rows(table);
            if (tables.Count > 1) { _context.Out.WriteLine($"{(table == tables[0] ? "" : "\n")}{table.Name}"); }
            if (forgotten > 0) { _context.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"({forgotten} earlier rows are not shown; --db FILE keeps all)")); }
            TableText.Write(_context, table, rows, most);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _lines?.Dispose();
        if (_target is not null) { await _target.DisposeAsync(); }
    }
}
