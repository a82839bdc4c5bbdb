using System.Text.Json;
using System.Text.RegularExpressions;
using Weir.Tests.Cli;
using Weir.Tests.Fixtures.Databases;

namespace Weir.Tests.Databases;

/// <summary>The dashboards for Grafana: every query of every panel is asked of a real database that monitors filled, as Grafana would ask it, and gives the rows that the store of the same monitors has.</summary>
public sealed partial class GrafanaTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("weir-grafana-").FullName;

    public static TheoryData<string> Kinds => DatabaseServers.Kinds;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Every_panel_gives_the_rows_of_the_monitors_tables(string kind)
    {
        DatabaseServer server = DatabaseServers.Of(kind);
        string database = server.NewDatabase();
        string[] monitors = ["consensus", "flows", "messages"];
        foreach (string monitor in monitors)
        {
            await ExampleRuns.MonitorAsync(monitor, Path.Combine(_folder, $"{monitor}.db"));
            await ExampleRuns.MonitorAsync(monitor, server.Address(database), "--as", monitor);
        }

        // A run beside: what is not chosen is not shown.
        await ExampleRuns.MonitorAsync("flows", server.Address(database), "--as", "other");
        (await CliRun.RunAsync("grafana", _folder, "--db", server.Address(database))).ShouldExit(0);
        int panels = 0;
        foreach (string monitor in monitors)
        {
            using JsonDocument dashboard = JsonDocument.Parse(File.ReadAllText(Path.Combine(_folder, "dashboards", $"weir-{monitor}.json")));
            JsonElement[] variables = [.. dashboard.RootElement.GetProperty("templating").GetProperty("list").EnumerateArray()];
            string[] runs = server.Rows(database, Expand(Text(variables[0], "query"), monitor, []));
            runs.ShouldBe(["consensus", "flows", "messages", "other"]);
            string[] points = server.Rows(database, Expand(Text(variables[1], "query"), monitor, []));
            points.ShouldBe(["cn1", "cn2", "cn3", "cn4"]);
            foreach (JsonElement panel in dashboard.RootElement.GetProperty("panels").EnumerateArray())
            {
                string title = Text(panel, "title"), sql = Text(panel.GetProperty("targets")[0], "rawSql");
                string[] chosen = panel.TryGetProperty("repeat", out _) ? ["cn2"] : points;
                string[] rows = server.Rows(database, Expand(sql, monitor, chosen));
                rows.ShouldBe(StoreRows.Of(Path.Combine(_folder, $"{monitor}.db"), s_expected[title]), $"{title}: {sql}");
                // Nothing lies outside of the range that the viewer chose.
                if (sql.Contains("$__unixEpochNanoFilter", StringComparison.Ordinal)) { server.Rows(database, Expand(sql, monitor, chosen, from: 1, to: 2)).ShouldBeEmpty(title); }
                panels++;
            }
        }

        panels.ShouldBe(s_expected.Count);
    }

    [Fact]
    public async Task The_data_source_has_no_password_and_the_provider_finds_the_dashboards()
    {
        (await CliRun.RunAsync("grafana", _folder, "--db", "mysql://viewer:hidden@[2001:db8::1]:3307/weir?sslmode=require", "--monitor", "my-votes")).ShouldExit(0);
        string source = File.ReadAllText(Path.Combine(_folder, "provisioning", "datasources", "weir.yaml"));
        source.ShouldContain("url: \"[2001:db8::1]:3307\"");
        source.ShouldContain("password: $WEIR_DB_PASSWORD");
        source.ShouldNotContain("hidden");
        File.ReadAllText(Path.Combine(_folder, "provisioning", "dashboards", "weir.yaml")).ShouldContain($"path: \"{Path.Combine(_folder, "dashboards")}\"");
        File.ReadAllText(Path.Combine(_folder, "dashboards", "weir-consensus.json")).ShouldContain("FROM `my_votes_points`");
        foreach (string yaml in Directory.GetFiles(Path.Combine(_folder, "provisioning"), "*.yaml", SearchOption.AllDirectories))
        {
            using var reader = new StreamReader(yaml);
            new YamlDotNet.RepresentationModel.YamlStream().Load(reader);
        }

        (await CliRun.RunAsync("grafana", _folder, "--db", "here.db")).ShouldExit(2).Error.ShouldContain("names no database");
    }

    // As Grafana's documentation of the two data sources says: a time in nanoseconds between the ends of the range, values as texts in quotes.
    private static string Expand(string sql, string run, string[] points, long from = 1_500_000_000_000_000_000, long to = 2_000_000_000_000_000_000)
    {
        sql = Filter().Replace(sql, $"$1 >= {from} AND $1 <= {to}");
        sql = sql.Replace("${run:sqlstring}", $"'{run}'").Replace("${point:sqlstring}", string.Join(',', points.Select(point => $"'{point}'")));
        sql.ShouldNotContain("$");
        return sql;
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    // The same rows, asked of the file that the same monitor wrote, in another way.
    private static readonly Dictionary<string, string> s_expected = new()
    {
        ["Messages received per block at $point"] = """
            SELECT block, coalesce(sum(frames) FILTER (WHERE type = 'preprepare'), 0), coalesce(sum(frames) FILTER (WHERE type = 'prepare'), 0), coalesce(sum(frames) FILTER (WHERE type = 'commit'), 0),
            coalesce(sum(frames) FILTER (WHERE type = 'roundchange'), 0) FROM frames WHERE point = 'cn2' AND direction IN ('in', 'transit') GROUP BY block
            """,
        ["Time from preprepare to quorum"] = "SELECT quorum_ns, point, preprepare_to_quorum_ms FROM blocks WHERE preprepare_to_quorum_ms >= 0",
        ["Highest round of a block"] = "SELECT last_ns, point, (SELECT max(round) FROM rounds r WHERE r.block = b.block AND r.point = b.point) FROM blocks b",
        ["Blocks"] = "SELECT point, count(*), count(*) FILTER (WHERE decided = 1), count(*) FILTER (WHERE state = 'uncertain') FROM blocks GROUP BY point",
        ["Messages that are not as an honest node sends them"] = "SELECT time_ns, point, block, round, type, kind, claimed, signer, detail FROM mismatches",
        ["Bytes by client and server"] = "SELECT client || ' > ' || server, sum(bytes_to_server), sum(bytes_to_client) FROM flows GROUP BY client, server",
        ["Round trip of the opening"] = "SELECT first_ns, server, round_trip_ms FROM flows WHERE round_trip_ms IS NOT NULL",
        ["Conversations"] = """
            SELECT last_ns, point, protocol, client, client_port, server, server_port, packets_to_server + packets_to_client, bytes_to_server + bytes_to_client, retransmissions_to_server + retransmissions_to_client,
            missing_bytes, round_trip_ms, state FROM flows
            """,
        ["Frames taken and lost"] = "SELECT monitor, captured, dropped FROM monitors",
        ["Messages by kind"] = "SELECT protocol || ' ' || kind, sum(messages) FROM messages GROUP BY protocol, kind",
        ["Bytes by sender"] = "SELECT source, sum(bytes) FROM messages GROUP BY source",
        ["Messages"] = "SELECT last_ns, point, protocol, kind, source, destination, messages, bytes FROM messages",
        ["Where messages may be missing"] = "SELECT point, protocol, reason, times, bytes FROM message_doubts",
    };

    [GeneratedRegex(@"\$__unixEpochNanoFilter\(([^)]*)\)")]
    private static partial Regex Filter();
}
