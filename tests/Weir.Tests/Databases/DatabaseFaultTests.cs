using System.Collections.Concurrent;
using System.Data.Common;
using System.Globalization;
using Weir.Consensus;
using Weir.Databases;
using Weir.Platform;
using Weir.Store;
using Weir.Tests.Cli;
using Weir.Tests.Fixtures.Databases;

namespace Weir.Tests.Databases;

/// <summary>What a database does to a run that goes on: it has much already, was left half made, is held by others, or is not for us.</summary>
public sealed class DatabaseFaultTests : IDisposable
{
    private static readonly RecordTable s_table = new("things", "A thing.", [new("kind", RecordValueKind.Text, "kind"), new("size", RecordValueKind.Integer, "size")]) { Group = ["kind"], Indices = ["size, kind"] };

    private readonly string _folder = Directory.CreateTempSubdirectory("weir-dbfaults-").FullName;
    private readonly ConcurrentQueue<DatabaseNews> _news = new();

    public static TheoryData<string> Kinds => DatabaseServers.Kinds;

    private string Path => System.IO.Path.Combine(_folder, "local.db");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_run_that_is_too_big_for_one_statement_is_taken_away_in_pieces(string kind)
    {
        DatabaseServer server = DatabaseServers.Of(kind);
        string database = server.NewDatabase();
        await using DatabaseSession session = await SessionAsync(server.Address(database));
        await session.PrepareAsync(s_table, CancellationToken.None);
        foreach ((string run, int rows) in ((string, int)[])[("big", 25_001), ("other", 2)])
        {
            server.Execute(database, kind == "mysql"
                ? $"INSERT INTO things (run, row_group, row_place, kind, size) SELECT '{run}', UNHEX(MD5(seq)), 0, 'k', seq FROM seq_1_to_{rows}"
                : $"INSERT INTO things (run, row_group, row_place, kind, size) SELECT '{run}', md5(n::text)::uuid, 0, 'k', n FROM generate_series(1, {rows}) n");
        }

        var left = new List<string>();
        await session.ClearAsync(s_table, "big", () => left.Add(server.Rows(database, "SELECT count(*) FROM things WHERE run = 'big'")[0]), CancellationToken.None);
        left.ShouldBe(["15001", "5001", "0", "0"], "others see each piece go");
        server.Rows(database, "SELECT run, size FROM things").ShouldBe(["other,1", "other,2"]);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_table_that_was_left_without_its_indices_gets_them(string kind)
    {
        DatabaseServer server = DatabaseServers.Of(kind);
        string database = server.NewDatabase(), where = kind == "mysql" ? " ON things" : "";
        string query = kind == "mysql" ? "SELECT DISTINCT index_name FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = 'things'" : "SELECT indexname FROM pg_indexes WHERE tablename = 'things'";
        string[] made;
        await using (DatabaseSession session = await SessionAsync(server.Address(database))) { await session.PrepareAsync(s_table, CancellationToken.None); }
        made = server.Rows(database, query);
        made.Length.ShouldBe(3);
        server.Execute(database, $"DROP INDEX things_by_kind{where}");
        server.Execute(database, $"DROP INDEX things_by_size_kind{where}");
        await using (DatabaseSession session = await SessionAsync(server.Address(database))) { await session.PrepareAsync(s_table, CancellationToken.None); }
        server.Rows(database, query).ShouldBe(made);
    }

    [Fact]
    public async Task A_view_that_somebody_held_is_told_once_and_made_later()
    {
        DatabaseServer server = DatabaseServers.Of("postgresql");
        string database = server.NewDatabase();
        server.Execute("postgres", $"ALTER DATABASE {database} SET lock_timeout = '100ms'");
        var address = DatabaseAddress.Parse(server.Address(database));
        await using DatabaseSession session = await SessionAsync(server.Address(database));
        await session.PrepareAsync(ConsensusTables.Points, CancellationToken.None);
        var said = new List<string>();
        RecordValue[] row = [.. ConsensusTables.Points.Columns.Select(column => column.Name == "own_node" ? RecordValue.Of("cn1") : RecordValue.Null)];
        RowGroup[] batch = [new RowGroup(ConsensusTables.Points, RowGroup.KeyOf([RecordValue.Of("p")]), [row])];
        await new ReceiverViews(address.Kind, MachineClock.Instance, said.Add).MakeAsync(batch, session, CancellationToken.None);
        const string Definition = "SELECT pg_get_viewdef('cn1')";
        string made = server.Rows(database, Definition)[0];
        server.Execute(database, $"CREATE OR REPLACE VIEW cn1 AS SELECT * FROM ({made.TrimEnd(';')}) AS old LIMIT 0");

        var views = new ReceiverViews(address.Kind, MachineClock.Instance, said.Add);
        await using (DbConnection other = server.Connect(database))
        {
            await other.OpenAsync(TestContext.Current.CancellationToken);
            await using DbTransaction held = await other.BeginTransactionAsync(TestContext.Current.CancellationToken);
            await using DbCommand look = other.CreateCommand();
            look.CommandText = "SELECT count(*) FROM cn1";
            await look.ExecuteScalarAsync(TestContext.Current.CancellationToken);
            await views.MakeAsync(batch, session, CancellationToken.None);
            await views.MakeAsync(session, CancellationToken.None);
            said.ShouldHaveSingleItem().ShouldContain("the view cn1 of what this node received is missing: ");
            server.Rows(database, Definition)[0].ShouldNotBe(made);
        }

        await views.MakeAsync(session, CancellationToken.None);
        server.Rows(database, Definition).ShouldBe([made]);
        said.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_database_that_goes_away_while_it_gets_all_rows_goes_on_where_it_was(bool live)
    {
        DatabaseServer server = DatabaseServers.Of("mysql");
        string database = server.NewDatabase();
        await using (DatabaseSession session = await SessionAsync(server.Address(database))) { await session.PrepareAsync(s_table, CancellationToken.None); }
        server.Execute(database, "CREATE TABLE allowed (a INTEGER)");
        server.Execute(database, "CREATE TABLE begun (a INTEGER)");
        server.Execute(database, "CREATE TRIGGER refuse BEFORE INSERT ON things FOR EACH ROW BEGIN IF NEW.size = 7000 AND NOT EXISTS (SELECT 1 FROM allowed) THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'not yet'; END IF; IF NEW.size = 0 THEN INSERT INTO begun VALUES (1); END IF; END");
        using SqliteStore store = SqliteStore.Create(Path, new StoreOptions { Live = live });
        store.Change(tables => { for (int i = 0; i < 9_000; i++) { Put(tables, i); } });
        await using DatabaseMirror mirror = Mirror(store, server.Address(database));
        await mirror.BeginAsync(CancellationToken.None);
        mirror.SendAll([s_table]);
        while (_news.IsEmpty) { await Task.Delay(20, TestContext.Current.CancellationToken); }
        _news.First().Text.ShouldContain("not yet");
        server.Rows(database, "SELECT count(*) FROM things").ShouldBe(["6000"]);
        // A group that the database has already changes meanwhile.
        if (live) { mirror.Change(tables => { tables.Clear(s_table, [RecordValue.Of("k00003")]); Put(tables, 9_001); }); }
        server.Execute(database, "INSERT INTO allowed VALUES (1)");
        (await mirror.CompleteAsync(TimeSpan.FromSeconds(60), CancellationToken.None)).ShouldBeTrue();
        server.Rows(database, "SELECT kind, size FROM things").ShouldBe(StoreRows.Of(Path, "SELECT kind, size FROM things"));
        server.Rows(database, "SELECT count(*) FROM begun").ShouldBe(["1"], "the first page went once");
    }

    [Fact]
    public async Task An_interrupt_ends_the_waiting_for_a_database()
    {
        using SqliteStore store = SqliteStore.Create(Path, new StoreOptions { Live = true });
        await using DatabaseMirror mirror = Mirror(store, "mysql://root@127.0.0.1:1/nowhere");
        await mirror.BeginAsync(CancellationToken.None);
        mirror.Change(tables => tables.Accept(new Record(s_table, [RecordValue.Of("a"), RecordValue.Of(1L)])));
        using var interrupt = new CancellationTokenSource();
        Task<bool> complete = mirror.CompleteAsync(TimeSpan.FromHours(1), interrupt.Token);
        await interrupt.CancelAsync();
        (await complete.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken)).ShouldBeFalse();
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_monitor_does_not_begin_where_a_table_of_its_name_is_somebody_elses(string kind)
    {
        DatabaseServer server = DatabaseServers.Of(kind);
        string database = server.NewDatabase();
        server.Execute(database, "CREATE TABLE flows (mine INTEGER)");
        CliRun run = (await CliRun.RunAsync("monitor", "flows", "-r", ExampleRuns.Captures[0], "--db", server.Address(database))).ShouldExit(2);
        run.Error.ShouldContain("has a table 'flows' that is not Weir's");
        run.Error.ShouldNotContain("rows wait");
        run.Out.ShouldBeEmpty();
        using SqliteStore store = SqliteStore.Create(Path, new StoreOptions { Live = true });
        await using DatabaseMirror mirror = Mirror(store, server.Address(database));
        await mirror.BeginAsync(CancellationToken.None);
        await mirror.MakeTablesAsync([s_table], CancellationToken.None);
        (await Should.ThrowAsync<WeirException>(() => mirror.MakeTablesAsync([s_table with { Name = "flows" }], CancellationToken.None))).Message.ShouldContain("name a database of its own");
        server.Rows(database, "SELECT * FROM things").ShouldBeEmpty();
        _news.ShouldBeEmpty();
    }

    private static void Put(ITableSink tables, int number) => tables.Accept(new Record(s_table, [RecordValue.Of(string.Create(CultureInfo.InvariantCulture, $"k{number:00000}")), RecordValue.Of((long)number)]));

    private static async Task<DatabaseSession> SessionAsync(string address)
    {
        var parsed = DatabaseAddress.Parse(address);
        DatabaseSession session = parsed.Kind.Open(parsed, null);
        await session.OpenAsync(CancellationToken.None);
        return session;
    }

    private DatabaseMirror Mirror(SqliteStore store, string address) => new(store, Path, DatabaseAddress.Parse(address), null, new DatabaseRun("one", "test", "host"), MachineClock.Instance, _news.Enqueue);
}
