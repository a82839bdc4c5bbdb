using Weir.Tests.Databases;
using Weir.Tests.Fixtures.Databases;
using Weir.Tests.Monitors;

namespace Weir.Tests.Running;

/// <summary>Monitors of whole runs whose tables a database keeps too.</summary>
public sealed class RunSinkTests
{
    private const string Pair = """
        nodes:
          s1: { kind: bridge }
          h[1..2]: {}
        links:
          - h[1..2] -- s1
        programs:
          web: { on: h2, kind: http-server, port: 8080, ready: { tcp: 8080 } }

        """;

    public static TheoryData<string> Kinds => DatabaseServers.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task The_tables_of_a_run_stand_in_the_database_and_its_password_in_no_file(string kind)
    {
        DatabaseServer server = DatabaseServers.Of(kind);
        string database = server.NewDatabase(), secret = Uri.EscapeDataString(DatabaseServer.Password);
        using var folder = new LabFolder();
        (int exit, _, string error) = await folder.RunAsync("sink", Pair + $$"""
              get: { on: h1, kind: http-get, url: "http://10.1.0.2:8080/", count: 5, after: web, expect: { exit: 0 } }
            monitors:
              my-talk: { kind: flows, at: h1, sink: "{{server.TcpAddress(database)}}" }
              said: { kind: messages, at: h1, sink: "{{server.TcpAddress(database)}}" }
            checks:
              - exit: get
              - monitor: { monitor: said, where: kind = 'request', column: messages, equals: 5 }
            """);
        exit.ShouldBe(0, error);
        string run = folder.Runs[^1], store = Path.Combine(run, "store.db");
        server.Rows(database, "SELECT run, command, state FROM runs").ShouldBe([$"{Path.GetFileName(run)},run,complete"]);
        foreach ((string table, string columns) in ((string, string)[])[("my_talk_flows", "client, client_name, server, server_port, first_ns, state, bytes_to_client"), ("said_messages", "kind, source_name, messages, bytes"), ("my_talk_waypoints", "waypoint, role"), ("monitors", "monitor, captured, accounted, dropped")])
        {
            string[] rows = server.Rows(database, $"SELECT {columns} FROM {table}");
            rows.ShouldBe(StoreRows.Of(store, $"SELECT {columns} FROM {table}"), table);
            rows.ShouldNotBeEmpty(table);
        }

        foreach (string file in Directory.GetFiles(run, "*", SearchOption.AllDirectories)) { File.ReadAllText(file).ShouldNotContain(secret, Case.Sensitive, file); }
        File.ReadAllText(Path.Combine(run, "plan.json")).ShouldContain($"{server.Scheme}://weir:***@127.0.0.1:");
        // What was hidden cannot be used: running it again says what helps.
        (await folder.WeirAsync("rerun", Path.GetFileName(run))).Error.ShouldContain("the password of");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_database_that_dies_during_a_run_has_all_rows_when_it_is_back(string kind)
    {
        using DatabaseServer server = DatabaseServers.Own(kind);
        string database = server.NewDatabase();
        using var folder = new LabFolder();
        Task<(int Exit, System.Text.Json.JsonElement, string Error)> running = folder.RunAsync("dies", Pair + $$"""
              get: { on: h1, kind: http-get, url: "http://10.1.0.2:8080/", count: 40, interval: 100 ms, after: web, expect: { exit: 0 } }
            monitors:
              talk: { kind: flows, at: h1, refresh: 50 ms, sink: "{{server.Address(database)}}" }
            checks:
              - exit: get
            """);
        while (!running.IsCompleted && (folder.Runs.Length == 0 || !Has(server, database))) { await Task.Delay(50); }
        server.Kill();
        await Task.WhenAny(running, Task.Delay(1000));
        server.Start();
        (int exit, _, string error) = await running;
        exit.ShouldBe(0, error);
        string run = folder.Runs[^1];
        const string Sql = "SELECT flow, client, first_ns, last_ns, packets_to_server, state FROM talk_flows";
        server.Rows(database, Sql).ShouldBe(StoreRows.Of(Path.Combine(run, "store.db"), Sql));
        string events = File.ReadAllText(Path.Combine(run, "events.jsonl"));
        events.ShouldContain("sink away: ");
        events.ShouldContain("sink back: ");
        MonitorRun.Number(Path.Combine(run, "store.db"), "select count(*) from talk_flows").ShouldNotBe(0);
    }

    private static bool Has(DatabaseServer server, string database)
    {
        try
        {
            return server.Rows(database, "SELECT count(*) FROM talk_flows")[0] != "0";
        }
        catch (System.Data.Common.DbException)
        {
            return false;
        }
    }
}
