using System.Globalization;
using Weir.Consensus;
using Weir.Tests.Cli;
using Weir.Tests.Fixtures.Databases;

namespace Weir.Tests.Databases;

/// <summary>The verbs that keep tables in databases, over captures of real messages.</summary>
public sealed class DatabaseCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("weir-dbverbs-").FullName;

    public static TheoryData<string> Kinds => DatabaseServers.Kinds;

    private string Store => Path.Combine(_folder, "net.db");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_database_has_the_tables_of_the_file(string kind)
    {
        DatabaseServer server = DatabaseServers.Of(kind);
        string database = server.NewDatabase();
        await ExampleRuns.ConsensusAsync(Store);
        await ExampleRuns.ConsensusAsync(server.TcpAddress(database), "--as", "offline");
        await ExampleRuns.MonitorAsync("consensus", server.Address(database), "--as", "live");
        foreach (RecordTable table in ConsensusTables.All)
        {
            string columns = string.Join(", ", table.Columns.Select(column => column.Name == "count" ? "t.count" : column.Name));
            string[] file = StoreRows.Of(Store, $"SELECT {columns} FROM {table.Name} t");
            server.Rows(database, $"SELECT {columns} FROM {table.Name} t WHERE run = 'offline'").ShouldBe(file, table.Name);
            // Where a frame was first seen and what is beside is told per path; the counts are the same.
            if (table.Name is "blocks" or "frames" or "distinct_messages" or "waypoints" or "nodes") { server.Rows(database, $"SELECT {columns} FROM {table.Name} t WHERE run = 'live'").ShouldBe(file, table.Name); }
        }

        server.Rows(database, "SELECT run, command, state FROM runs").ShouldBe(["live,monitor consensus,complete", "offline,consensus,complete"]);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_monitor_that_is_started_again_is_another_run_or_replaces_that_of_its_name(string kind)
    {
        DatabaseServer server = DatabaseServers.Of(kind);
        string database = server.NewDatabase();
        await ExampleRuns.MonitorAsync("flows", server.Address(database));
        string[] once = server.Rows(database, "SELECT count(*), sum(bytes_to_server) FROM flows");
        await ExampleRuns.MonitorAsync("flows", server.Address(database), "--as", "named");
        await ExampleRuns.MonitorAsync("flows", server.Address(database), "--as", "named");
        string[] runs = server.Rows(database, "SELECT run FROM runs");
        runs.Length.ShouldBe(2);
        runs.ShouldContain("named");
        foreach (string run in runs) { server.Rows(database, $"SELECT count(*), sum(bytes_to_server) FROM flows WHERE run = '{run}'").ShouldBe(once); }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Each_node_has_the_table_of_the_first_monitor_with_the_newest_run(string kind)
    {
        DatabaseServer server = DatabaseServers.Of(kind);
        string database = server.NewDatabase();
        await ExampleRuns.ConsensusAsync(Store);
        await ExampleRuns.ConsensusAsync(server.Address(database), "--as", "old");
        await ExampleRuns.ConsensusAsync(server.Address(database), "--as", "new");
        for (int node = 1; node <= 4; node++)
        {
            string[] expected = StoreRows.Of(Store, $"SELECT block, sum(iif(type = 'preprepare', f.frames, 0)), sum(iif(type = 'prepare', f.frames, 0)), sum(iif(type = 'commit', f.frames, 0)), sum(iif(type = 'roundchange', f.frames, 0)) FROM frames f JOIN points p ON p.point = f.point WHERE own_node = 'cn{node}' AND direction = 'in' GROUP BY block");
            expected.Length.ShouldBe(6);
            // The query of that monitor's dashboards: all columns of the node's table.
            server.Rows(database, $"SELECT * FROM cn{node}").ShouldBe(expected);
            server.Rows(database, $"SELECT round_number, preprepare, prepare, {(kind == "mysql" ? "`commit`" : "commit")}, roundchange FROM cn{node} ORDER BY round_number").ShouldBe(expected);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_store_is_sent_to_a_database_later(string kind)
    {
        DatabaseServer server = DatabaseServers.Of(kind);
        string database = server.NewDatabase();
        await ExampleRuns.MonitorAsync("flows", Store);
        CliRun sent = (await CliRun.RunAsync("export", Store, "--db", server.Address(database))).ShouldExit(0);
        sent.Out.ShouldContain("3 tables of the run net");
        string[] file = StoreRows.Of(Store, "SELECT point, flow, state, bytes_to_client FROM flows");
        server.Rows(database, "SELECT point, flow, state, bytes_to_client FROM flows WHERE run = 'net'").ShouldBe(file);
        // Sent again it stands there once.
        (await CliRun.RunAsync("export", Store, "--db", server.Address(database))).ShouldExit(0);
        server.Rows(database, "SELECT count(*) FROM flows").ShouldBe([file.Length.ToString(CultureInfo.InvariantCulture)]);
    }

    [Fact]
    public async Task What_a_database_did_not_take_is_kept_and_the_message_says_where()
    {
        using DatabaseServer server = DatabaseServers.Own("mysql");
        string database = server.NewDatabase(), address = server.Address(database);
        server.Kill();
        CliRun run = (await CliRun.RunAsync("monitor", "flows", "-r", ExampleRuns.Captures[0], "--db", address, "--as", "kept")).ShouldExit(3);
        run.Out.ShouldContain("server port");
        string kept = System.Text.RegularExpressions.Regex.Match(run.Error, "did not take all rows; (\\S+) has them").Groups[1].Value;
        StoreRows.Of(kept, "SELECT count(*) FROM flows").ShouldBe(["3"]);
        server.Start();
        (await CliRun.RunAsync("export", kept, "--db", address)).ShouldExit(0);
        server.Rows(database, "SELECT run, count(*) FROM flows GROUP BY run").ShouldBe([$"{Path.GetFileNameWithoutExtension(kept)},3"]);
        File.Delete(kept);
    }

    [Fact]
    public async Task Mistakes_name_what_would_be_right_and_no_password()
    {
        CliRun run = (await CliRun.RunAsync("consensus", ExampleRuns.Captures[0], "--db", "mysql://u:hidden@h")).ShouldExit(2);
        run.Error.ShouldContain("does not say which database");
        run.Error.ShouldNotContain("hidden");
        (await CliRun.RunAsync("consensus", ExampleRuns.Captures[0], "--db", Store, "--as", "x")).ShouldExit(2).Error.ShouldContain("--as names a run in a database");
        (await CliRun.RunAsync("export", "no.db", "--db", "oracle://h/x")).ShouldExit(2);
    }
}
