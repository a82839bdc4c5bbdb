using System.Text.Json;
using Weir.Tests.Cli;
using Weir.Tests.Fixtures;
using Weir.Tests.Monitors;
using Weir.Tests.Running;

namespace Weir.Tests.Journey;

/// <summary>What a live monitor counts while recorded traffic passes is what reading the same traffic from files counts, row for row.</summary>
public sealed class ConsensusReplayTests
{
    private static readonly string[] s_frames = ["direction", "peer", "block", "round", "type", "sender", "frames"];
    private static readonly string[] s_distinct = ["direction", "block", "round", "type", "sender", "messages"];
    private static readonly string[] s_rounds = ["block", "round", "proposer", "preprepares", "prepares", "commits", "roundchanges", "frames", "decided"];
    private static readonly string[] s_blocks = ["block", "decided", "round", "proposer", "hash", "transactions", "voters", "quorum", "commits"];

    [Fact]
    public async Task The_example_counts_what_the_nodes_said()
    {
        using var folder = new LabFolder();
        string examples = Repository.PathOf("examples");
        CliRun run = await folder.WeirAsync("run", "--json", Path.Combine(examples, "consensus-replay", "consensus-replay.lab.yaml"));
        run.ShouldExit(0);
        string store = Path.Combine(folder.Runs[^1], "store.db");
        string offline = Path.Combine(folder.Root, "offline.db");
        string[] captures = [.. Enumerable.Range(1, 4).Select(n => Path.Combine(examples, "decode-a-capture", $"cn{n}.pcap"))];
        (await CliRun.RunAsync(["consensus", .. captures, "--secrets", Path.Combine(examples, "decode-a-capture", "secrets"), "--nodes", Path.Combine(examples, "decode-a-capture", "nodes.json"), "--db", offline])).ShouldExit(0);
        ShouldBeTheSame(store, offline);
        MonitorRun.Number(store, "select count(*) from votes_points where own_node like 'cn_'").ShouldBe(4);
        ShouldBalance(store, "votes");
    }

    [Fact]
    public async Task Secrets_that_programs_write_down_when_sessions_run_already_cost_no_message_and_no_doubt()
    {
        using var folder = new LabFolder();
        string example = Repository.PathOf("examples", "decode-a-capture");
        (int exit, _, string error) = await folder.RunAsync("secrets", $$"""
            nodes:
              s1: { kind: bridge }
              cn[1..4]: {}
            links:
              - cn[1..4] -- s1
            programs:
              replay[1..4]: { on: "cn{n}", kind: replay, file: "{{example}}/cn{n}.pcap", speed: 4, expect: { exit: 0 } }
              tell[1..4]: { on: "cn{n}", run: "sleep 1.{n}; mkdir -p $WEIR_RUN_FOLDER/secrets; cp {{example}}/secrets/cn{n}.jsonl $WEIR_RUN_FOLDER/secrets/", expect: { exit: 0 } }
            monitors:
              votes: { kind: consensus, at: [cn1, cn2, cn3, cn4], direction: out, nodes: {{example}}/nodes.json }
            checks:
              - monitor: { monitor: votes, equals: 0 }
                at: 800 ms
              - monitor: { monitor: votes, table: frames, column: frames, equals: 878 }
              - monitor: { monitor: votes, where: "block < 6 and state = 'complete'", equals: 20 }
            """);
        exit.ShouldBe(0, error);
        string store = Path.Combine(folder.Runs[^1], "store.db");
        MonitorRun.Number(store, "select sum(count) from votes_waypoints where waypoint in ('mac_wrong', 'mac_unchecked', 'streams_without_secret')").ShouldBe(0);
        MonitorRun.Number(store, "select count(*) from votes_doubts").ShouldBe(0);
    }

    [Theory]
    [InlineData("healthy-1.8.4", 7, 8)]
    [InlineData("late-1.12", 2, 8)]
    public async Task Real_traffic_is_counted_live_as_from_the_capture_of_the_same_port(string recording, int nodes, int speed)
    {
        string captures = Recordings.PathOf("klaytn", recording);
        using var folder = new LabFolder();
        (int exit, JsonElement json, string error) = await folder.RunAsync("live", Lab(captures, nodes, speed));
        exit.ShouldBe(0, error);
        string run = folder.Runs[^1], store = Path.Combine(run, "store.db"), offline = Path.Combine(folder.Root, "offline.db");
        (await CliRun.RunAsync("consensus", Path.Combine(run, "captures", "s1.pcapng"), "--secrets", Path.Combine(captures, "secrets"), "--nodes", Path.Combine(captures, "nodes.json"), "--db", offline)).ShouldExit(0);
        if (MonitorRun.Number(store, "select dropped from monitors") > 0 || json.GetProperty("doubts").EnumerateArray().Any(doubt => doubt.GetString()!.Contains("lost", StringComparison.Ordinal))) { Assert.Skip("this machine was too busy: frames were lost"); }
        ShouldBeTheSame(store, offline);
        MonitorRun.Number(store, "select sum(frames) from votes_frames")!.Value.ShouldBeGreaterThan(1000);
        ShouldBalance(store, "votes");
    }

    [Fact]
    public async Task At_top_speed_what_a_small_ring_loses_is_counted_and_blocks_called_complete_are_exact()
    {
        string captures = Recordings.PathOf("klaytn", "healthy-1.8.4");
        using var folder = new LabFolder();
        (int exit, JsonElement json, string error) = await folder.RunAsync("top", Lab(captures, 7, 0).Replace("ring: 128 MiB", "ring: 2 MiB", StringComparison.Ordinal).Replace(", above: 0", ", above: -1", StringComparison.Ordinal));
        exit.ShouldBe(0, error);
        string store = Path.Combine(folder.Runs[^1], "store.db"), offline = Path.Combine(folder.Root, "offline.db");
        string[] files = [.. Enumerable.Range(1, 7).Select(n => Path.Combine(captures, $"cn{n}.pcap"))];
        (await CliRun.RunAsync(["consensus", .. files, "--secrets", Path.Combine(captures, "secrets"), "--nodes", Path.Combine(captures, "nodes.json"), "--db", offline])).ShouldExit(0);
        double captured = MonitorRun.Number(store, "select captured from monitors")!.Value, dropped = MonitorRun.Number(store, "select dropped from monitors")!.Value;
        (captured + dropped).ShouldBeGreaterThan(240_000, "every packet of the recordings, and what the hosts say by themselves");
        json.GetProperty("doubts").EnumerateArray().Any(doubt => doubt.GetString()!.StartsWith("monitor votes lost ", StringComparison.Ordinal)).ShouldBe(dropped > 0);
        ShouldBalance(store, "votes");
        MonitorRun.Number(store, "select coalesce(sum(count), 0) from votes_waypoints where waypoint = 'dropped_by_ring'").ShouldBe(dropped);

        // The port cnK-eth0 is what the recording calls cnK. Whatever was lost, a row of a block that is called complete is the row of the recording.
        HashSet<string> complete = [.. MonitorRun.Rows(store, "votes_blocks", "point", "block", "state").Where(row => row.EndsWith(",complete", StringComparison.Ordinal)).Select(row => PointAndBlock(row.Split(',')[0], row.Split(',')[1]))];
        string[] columns = ["point", "block", "direction", "peer", "round", "type", "sender", "frames"];
        string[] live = [.. MonitorRun.Rows(store, "votes_frames", columns).Select(Renamed).Where(row => complete.Contains(string.Join(',', row.Split(',')[..2]))).Order(StringComparer.Ordinal)];
        string[] recorded = [.. MonitorRun.Rows(offline, "frames", columns).Where(row => complete.Contains(string.Join(',', row.Split(',')[..2])))];
        live.ShouldBe(recorded);
    }

    private static string PointAndBlock(string point, string block) => $"{point.Split('-')[0]},{block}";

    private static string Renamed(string row)
    {
        string[] cells = row.Split(',');
        return string.Join(',', [PointAndBlock(cells[0], cells[1]), .. cells[2..]]);
    }

    private static void ShouldBeTheSame(string live, string offline)
    {
        MonitorRun.Rows(live, "votes_frames", s_frames).ShouldBe(MonitorRun.Rows(offline, "frames", s_frames));
        MonitorRun.Rows(live, "votes_distinct_messages", s_distinct).ShouldBe(MonitorRun.Rows(offline, "distinct_messages", s_distinct));
        MonitorRun.Rows(live, "votes_rounds", s_rounds).ShouldBe(MonitorRun.Rows(offline, "rounds", s_rounds));
        MonitorRun.Rows(live, "votes_blocks", s_blocks).ShouldBe(MonitorRun.Rows(offline, "blocks", s_blocks));
    }

    private static void ShouldBalance(string store, string monitor)
    {
        MonitorRun.Number(store, $"select captured - accounted from monitors where monitor = '{monitor}'").ShouldBe(0);
        MonitorRun.Number(store, $"select sum(case role when 'packet_start' then count else -count end) from {monitor}_waypoints where role in ('packet_start', 'packet_end')").ShouldBe(0);
    }

    private static string Lab(string captures, int nodes, int speed) => $$"""
        nodes:
          s1: { kind: bridge }
          cn[1..{{nodes}}]: {}
        links:
          - cn[1..{{nodes}}] -- s1: { mtu: 65535 }
        programs:
          replay[1..{{nodes}}]:
            on: cn{n}
            kind: replay
            file: {{captures}}/cn{n}.pcap
            speed: {{speed}}
            expect: { exit: 0 }
        captures:
          - { at: s1, direction: in, ring: 64 MiB }
        monitors:
          votes:
            kind: consensus
            at: [{{string.Join(", ", Enumerable.Range(1, nodes).Select(n => $"cn{n}"))}}]
            direction: out
            ring: 128 MiB
            secrets: {{captures}}/secrets
            nodes: {{captures}}/nodes.json
        checks:
          - monitor: { monitor: votes, where: decided = 1, above: 0 }
            within: 100 s
        """;
}
