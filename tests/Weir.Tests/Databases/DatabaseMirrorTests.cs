using System.Collections.Concurrent;
using System.Globalization;
using Weir.Databases;
using Weir.Platform;
using Weir.Store;
using Weir.Tests.Fixtures.Databases;

namespace Weir.Tests.Databases;

/// <summary>Tables that a database keeps beside a store, with real servers that also go away.</summary>
public sealed class DatabaseMirrorTests : IDisposable
{
    private static readonly RecordTable s_table = new("things", "A thing.", [new("kind", RecordValueKind.Text, "kind"), new("size", RecordValueKind.Integer, "size"), new("weight", RecordValueKind.Real, "weight"), new("note", RecordValueKind.Text, "note")])
    { Group = ["kind"], Indices = ["size, kind"] };

    private static readonly RecordTable s_single = new("sums", "A sum.", [new("sum", RecordValueKind.Integer, "sum")]);

    private readonly string _folder = Directory.CreateTempSubdirectory("weir-mirror-").FullName;
    private readonly ConcurrentQueue<DatabaseNews> _news = new();

    public static TheoryData<string> Kinds => DatabaseServers.Kinds;

    private string Path => System.IO.Path.Combine(_folder, "local.db");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Rows_of_a_group_stand_in_place_of_those_before(string kind)
    {
        DatabaseServer server = DatabaseServers.Of(kind);
        string database = server.NewDatabase();
        await MirrorAsync(server.Address(database), "one", mirror =>
        {
            mirror.Change(tables => Put(tables, "a", 1, 2));
            mirror.Change(tables => Put(tables, "b", 3, 4, 5));
            mirror.Change(tables => Put(tables, null, 7));
            mirror.Change(tables => Put(tables, "a", 4));
            mirror.Change(tables => Put(tables, null, 8, 9));
            mirror.Change(tables => Put(tables, "c", 1));
            mirror.Change(tables => tables.Clear(s_table, [RecordValue.Of("c")]));
            foreach (long sum in (long[])[1, 2])
            {
                mirror.Change(tables => { tables.Clear(s_single, []); tables.Accept(new Record(s_single, [RecordValue.Of(sum)])); });
            }
        });
        server.Rows(database, "SELECT kind, size FROM things").ShouldBe([",8", ",9", "a,4", "b,3", "b,4", "b,5"]);
        server.Rows(database, "SELECT run, sum FROM sums").ShouldBe(["one,2"]);
        server.Rows(database, "SELECT run, command, state FROM runs").ShouldBe(["one,test,complete"]);
        _news.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Every_value_comes_back_as_it_was(string kind)
    {
        DatabaseServer server = DatabaseServers.Of(kind);
        string database = server.NewDatabase(), text = "it's \"q\" `b` \\ \n\t%_; DROP TABLE runs; -- é 漢 \U0001F600", longText = string.Concat(Enumerable.Repeat("0123456789äöü€", 20_000));
        var odd = new RecordTable("it's \"a\" `table`; \\", "Odd names.", [new("the \"key\"", RecordValueKind.Text, ""), new("a `b` ? @c", RecordValueKind.Integer, ""), new("select", RecordValueKind.Real, "")]) { Group = ["the \"key\""], Indices = ["the \"key\""] };
        await MirrorAsync(server.TcpAddress(database), "values", mirror =>
        {
            mirror.Change(tables =>
            {
                tables.Clear(s_table, [RecordValue.Of(text)]);
                tables.Accept(new Record(s_table, [RecordValue.Of(text), RecordValue.Of(ulong.MaxValue), RecordValue.Of(-1.5e300), RecordValue.Of(longText)]));
                tables.Accept(new Record(s_table, [RecordValue.Of(text), RecordValue.Of(long.MinValue), RecordValue.Of(double.Epsilon), RecordValue.Null]));
                tables.Accept(new Record(s_table, [RecordValue.Of(text), RecordValue.Of(0L), RecordValue.Of(0.1), RecordValue.Of("b\uD800c")]));
                tables.Clear(odd, [RecordValue.Of("")]);
                tables.Accept(new Record(odd, [RecordValue.Of(""), RecordValue.Of(-1L), RecordValue.Of(2.5)]));
            });
        });
        server.Rows(database, $"SELECT size, weight, note FROM things WHERE kind = '{text.Replace("\\", kind == "mysql" ? "\\\\" : "\\").Replace("'", "''")}'")
            .ShouldBe([$"{long.MinValue},5E-324,", "0,0.1,b\uFFFDc", $"{long.MaxValue},-1.5E+300,{longText}"]);
        string Quote(string name) => kind == "mysql" ? $"`{name.Replace("`", "``")}`" : $"\"{name.Replace("\"", "\"\"")}\"";
        server.Rows(database, $"SELECT {Quote("the \"key\"")}, {Quote("a `b` ? @c")}, {Quote("select")} FROM {Quote(odd.Name)}").ShouldBe([",-1,2.5"]);
        server.Rows(database, "SELECT run FROM runs").ShouldBe(["values"]);
    }

    [Fact]
    public void What_servers_refuse_is_replaced()
    {
        DatabaseText.Clean("plain \U0001F600").ShouldBe("plain \U0001F600");
        DatabaseText.Clean("a\0b\uD800c\uDC00").ShouldBe("a\uFFFDb\uFFFDc\uFFFD");
        DatabaseText.ValueOf(RecordValue.Of(double.NaN)).ShouldBe(DBNull.Value);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Runs_stand_side_by_side_and_one_that_is_sent_again_is_the_same(string kind)
    {
        DatabaseServer server = DatabaseServers.Of(kind);
        string database = server.NewDatabase();
        for (int time = 0; time < 2; time++)
        {
            await MirrorAsync(server.Address(database), "one", mirror => mirror.Change(tables => { Put(tables, "a", 1, 2); Put(tables, "b", 3); }));
            await MirrorAsync(server.Address(database), "two", mirror => mirror.Change(tables => Put(tables, "a", 9)));
        }

        server.Rows(database, "SELECT run, kind, size FROM things").ShouldBe(["one,a,1", "one,a,2", "one,b,3", "two,a,9"]);
        // A run that is begun anew takes away what one of its name left, and nothing of others.
        await MirrorAsync(server.Address(database), "one", mirror => mirror.Change(tables => Put(tables, "c", 5)), replaces: true);
        server.Rows(database, "SELECT run, kind, size FROM things").ShouldBe(["one,c,5", "two,a,9"]);
        server.Rows(database, "SELECT run, state FROM runs").ShouldBe(["one,complete", "two,complete"]);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_server_that_is_killed_in_the_middle_has_all_rows_once_after_it_came_back(string kind)
    {
        using DatabaseServer server = DatabaseServers.Own(kind);
        string database = server.NewDatabase();
        await MirrorAsync(server.Address(database), "killed", mirror =>
        {
            for (int round = 0; round < 40; round++)
            {
                mirror.Change(tables =>
                {
                    for (int i = 0; i < 500; i++) { Put(tables, string.Create(CultureInfo.InvariantCulture, $"k{i}"), round, i, -i); }
                    Put(tables, string.Create(CultureInfo.InvariantCulture, $"only in {round}"), round);
                });
                if (round is 7 or 20) { server.Kill(); }
                if (round is 12 or 25) { server.Start(); }
                Thread.Sleep(20);
            }
        });
        using StoreReader local = StoreReader.Open(Path);
        local.Number("select count(*) from things").ShouldBe((500 * 3) + 40);
        server.Rows(database, "SELECT kind, size FROM things").ShouldBe(Fixtures.Databases.StoreRows.Of(Path, "SELECT kind, size FROM things"));
        string[] words = [.. _news.Select(one => one.Word)];
        words.ShouldContain("away");
        words.Count(word => word == "back").ShouldBe(words.Count(word => word == "away"));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_server_that_is_away_from_the_begin_to_the_end_leaves_the_rows_in_the_store(string kind)
    {
        using DatabaseServer server = DatabaseServers.Own(kind);
        string database = server.NewDatabase();
        server.Kill();
        await MirrorAsync(server.Address(database), "away", mirror => mirror.Change(tables => Put(tables, "a", 1)), all: false);
        _news.First().Word.ShouldBe("away");
        Fixtures.Databases.StoreRows.Of(Path, "SELECT kind, size FROM things").ShouldBe(["a,1"]);
        server.Start();
        server.Rows(database, "SELECT table_name FROM information_schema.tables WHERE table_name = 'things'").ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task More_groups_than_are_told_apart_are_sent_from_the_store(string kind)
    {
        using DatabaseServer server = DatabaseServers.Own(kind);
        string database = server.NewDatabase();
        server.Kill();
        await MirrorAsync(server.Address(database), "many", mirror =>
        {
            (3 * 67_000).ShouldBeGreaterThan(WaitingGroups.Capacity);
            for (int part = 0; part < 3; part++)
            {
                mirror.Change(tables =>
                {
                    for (int i = 0; i < 67_000; i++) { Put(tables, string.Create(CultureInfo.InvariantCulture, $"{part}-{i}"), i); }
                });
            }

            server.Start();
        });
        server.Rows(database, "SELECT count(*), count(DISTINCT kind), sum(size) FROM things").ShouldBe([string.Create(CultureInfo.InvariantCulture, $"201000,201000,{3L * 66_999 * 33_500}")]);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task What_waiting_does_not_mend_is_said_at_once(string kind)
    {
        DatabaseServer server = DatabaseServers.Of(kind);
        string database = server.NewDatabase();
        string wrong = server.TcpAddress(database).Replace(Uri.EscapeDataString(DatabaseServer.Password), "wrong-word");
        WeirException refused = await Should.ThrowAsync<WeirException>(() => MirrorAsync(wrong, "x", _ => { }));
        refused.Message.ShouldContain(":***@127.0.0.1");
        refused.Message.ShouldNotContain("wrong-word");
        (await Should.ThrowAsync<WeirException>(() => MirrorAsync(server.Address("no_such_database"), "x", _ => { }))).Message.ShouldContain("no_such_database");
        await MirrorAsync(server.Address(database), "x", _ => { });
        server.Execute(database, "UPDATE runs SET host = 'elsewhere'");
        (await Should.ThrowAsync<WeirException>(() => MirrorAsync(server.Address(database), "x", _ => { }))).Message.ShouldContain("a run x of the machine elsewhere");
        await MirrorAsync(server.Address(database), "x", _ => { }, replaces: true);
        server.Execute(database, "UPDATE weir_schema SET version = 99");
        (await Should.ThrowAsync<WeirException>(() => MirrorAsync(server.Address(database), "x", _ => { }))).Message.ShouldContain("a later version of Weir (schema 99");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_table_of_somebody_else_is_left_alone(string kind)
    {
        DatabaseServer server = DatabaseServers.Of(kind);
        string database = server.NewDatabase();
        server.Execute(database, "CREATE TABLE things (mine INTEGER)");
        server.Execute(database, "INSERT INTO things VALUES (1)");
        await MirrorAsync(server.Address(database), "x", mirror => mirror.Change(tables => Put(tables, "a", 1)), all: false);
        _news.First().Text.ShouldContain("'things' that is not Weir's");
        server.Rows(database, "SELECT mine FROM things").ShouldBe(["1"]);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Several_writers_share_a_database(string kind)
    {
        DatabaseServer server = DatabaseServers.Of(kind);
        string database = server.NewDatabase();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async writer =>
        {
            string path = System.IO.Path.Combine(_folder, $"{writer}.db");
            using SqliteStore store = SqliteStore.Create(path, new StoreOptions { Live = true });
            await using var mirror = new DatabaseMirror(store, path, DatabaseAddress.Parse(server.Address(database)), null, new DatabaseRun($"run{writer}", "test", "host"), MachineClock.Instance, _news.Enqueue);
            await mirror.BeginAsync(CancellationToken.None);
            for (int round = 0; round < 20; round++)
            {
                mirror.Change(tables => { for (int i = 0; i < 50; i++) { Put(tables, $"k{i}", round); } });
                await Task.Delay(5);
            }

            (await mirror.CompleteAsync(TimeSpan.FromSeconds(30), CancellationToken.None)).ShouldBeTrue();
        }));
        server.Rows(database, "SELECT run, count(*), min(size) FROM things GROUP BY run").ShouldBe(["run0,50,19", "run1,50,19", "run2,50,19", "run3,50,19"]);
        _news.ShouldBeEmpty();
    }

    private async Task MirrorAsync(string address, string run, Action<DatabaseMirror> work, bool all = true, bool replaces = false)
    {
        var parsed = DatabaseAddress.Parse(address);
        using SqliteStore store = SqliteStore.Create(Path, new StoreOptions { Live = true });
        await using var mirror = new DatabaseMirror(store, Path, parsed, parsed.ReadPassword(_ => null, "/"), new DatabaseRun(run, "test", "host") { Replaces = replaces }, MachineClock.Instance, _news.Enqueue);
        await mirror.BeginAsync(CancellationToken.None);
        work(mirror);
        (await mirror.CompleteAsync(TimeSpan.FromSeconds(all ? 60 : 1), CancellationToken.None)).ShouldBe(all, string.Join('\n', _news));
        store.Complete();
    }

    private static void Put(ITableSink tables, string? kind, params long[] sizes)
    {
        tables.Clear(s_table, [RecordValue.Of(kind)]);
        foreach (long size in sizes) { tables.Accept(new Record(s_table, [RecordValue.Of(kind), RecordValue.Of(size), RecordValue.Null, RecordValue.Null])); }
    }
}
