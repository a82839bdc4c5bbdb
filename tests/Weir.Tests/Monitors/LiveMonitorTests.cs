using System.Text.Json;
using Weir.Capture;
using Weir.Tests.Running;

namespace Weir.Tests.Monitors;

/// <summary>Monitors of whole runs on the real kernel.</summary>
public sealed class LiveMonitorTests
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

    [Fact]
    public async Task Flows_are_counted_while_the_lab_runs_and_their_balance_is_in_the_record()
    {
        using var folder = new LabFolder();
        (int exit, _, string error) = await folder.RunAsync("flows", Pair + """
              get: { on: h1, kind: http-get, url: "http://10.1.0.2:8080/", count: 5, after: web, expect: { exit: 0 } }
            monitors:
              talk: { kind: flows, at: h1 }
            checks:
              - monitor: { monitor: talk, where: server_port = 8080, above: 0 }
                within: 30 s
              - monitor: { monitor: talk, where: "server_port = 8080 and state = 'closed' and round_trip_ms < 1000", above: 0 }
                within: 30 s
              - monitor: { monitor: talk, column: missing_bytes, equals: 0 }
              - monitor: { sql: "select sum(captured) - sum(accounted) from monitors", equals: 0 }
            """);
        exit.ShouldBe(0, error);
        string run = folder.Runs[^1];
        MonitorRun.Rows(Path.Combine(run, "store.db"), "talk_flows", "client", "server", "server_port", "protocol").ShouldContain("10.1.0.1,10.1.0.2,8080,tcp");
        string ended = File.ReadLines(Path.Combine(run, "events.jsonl")).Last(line => line.Contains("\"monitor\"", StringComparison.Ordinal));
        using var json = JsonDocument.Parse(ended);
        json.RootElement.GetProperty("captured").GetString().ShouldBe(json.RootElement.GetProperty("accounted").GetString());
        Directory.GetFiles(run, "store.db-*").ShouldBeEmpty();
    }

    [Fact]
    public async Task Messages_are_counted_by_protocol_and_kind_in_a_store_of_their_own()
    {
        using var folder = new LabFolder();
        (int exit, _, string error) = await folder.RunAsync("messages", Pair + """
              get: { on: h1, kind: http-get, url: "http://10.1.0.2:8080/", count: 5, after: web, expect: { exit: 0 } }
            monitors:
              said: { kind: messages, at: s1-eth0, filter: tcp port 8080, sink: said.db }
            checks:
              - exit: get
              - monitor: { monitor: said, where: kind = 'request', column: messages, equals: 5 }
              - monitor: { monitor: said, sql: "select sum(messages) from said_messages where source = '10.1.0.2'", equals: 5 }
            """);
        exit.ShouldBe(0, error);
        string run = folder.Runs[^1];
        File.Exists(Path.Combine(run, "store.db")).ShouldBeFalse();
        MonitorRun.Rows(Path.Combine(run, "said.db"), "said_messages", "point", "protocol", "kind", "source", "messages").ShouldBe(["s1-eth0,http,request,10.1.0.1,5", "s1-eth0,http,response,10.1.0.2,5"]);
    }

    [Fact]
    public async Task A_check_of_a_monitor_can_fail_in_every_mode_and_says_what_is_wrong()
    {
        using var folder = new LabFolder();
        (int exit, JsonElement json, _) = await folder.RunAsync("fails", Pair + """
              get: { on: h1, kind: http-get, url: "http://10.1.0.2:8080/", count: 3, after: web, expect: { exit: 0 } }
            monitors:
              talk: { kind: flows, at: h1 }
            checks:
              - { monitor: { monitor: talk, where: server_port = 81, above: 0 }, within: 700 ms, name: within }
              - { monitor: { monitor: talk, where: server_port = 8080, equals: 0 }, always: true, name: always }
              - { monitor: { monitor: talk, where: server_port = 8080, above: 0 }, never: true, name: never }
              - { monitor: { monitor: talk, column: missing_bytes, above: 0 }, name: end }
              - { monitor: { monitor: talk, table: flow, above: 0 }, name: table }
              - { monitor: { monitor: talk, where: no_such_column = 1, above: 0 }, name: column }
              - { monitor: { sql: "drop table talk_flows", equals: 0 }, name: change }
            duration: 3 s
            """);
        exit.ShouldBe(1);
        Dictionary<string, (string Result, string Message)> checks = json.GetProperty("checks").EnumerateArray().ToDictionary(one => one.GetProperty("name").GetString()!, one => (one.GetProperty("result").GetString()!, one.GetProperty("message").GetString()!));
        checks.Values.ShouldAllBe(one => one.Result == "fail");
        checks["within"].Message.ShouldContain("is 0, not above 0");
        checks["never"].Message.ShouldContain("it happened");
        checks["table"].Message.ShouldContain("did you mean flows?");
        checks["column"].Message.ShouldContain("no_such_column");
        checks["change"].Message.ShouldContain("readonly");
    }

    [Fact]
    public async Task What_a_monitor_lost_stands_against_trusting_the_run()
    {
        using var folder = new LabFolder();
        (_, JsonElement json, string error) = await folder.RunAsync("lossy", Pair + """
            monitors:
              talk: { kind: flows, at: h1, ring: 256 KiB }
            checks:
              - throughput: { from: h1, to: h2, above: 1 kbit/s, time: 1 s }
            """);
        double dropped = MonitorRun.Number(Path.Combine(folder.Runs[^1], "store.db"), "select dropped from monitors")!.Value;
        json.GetProperty("doubts").EnumerateArray().Any(doubt => doubt.GetString()!.StartsWith("monitor talk lost ", StringComparison.Ordinal)).ShouldBe(dropped > 0, error);
    }

    [Fact]
    public async Task A_bridge_is_one_point_a_port_and_other_bridges_are_not_seen()
    {
        using var folder = new LabFolder();
        (int exit, _, string error) = await folder.RunAsync("ports", """
            nodes:
              s[1..2]: { kind: bridge }
              h[1..3]: {}
              x[1..2]: {}
            links:
              - h[1..3] -- s1
              - x[1..2] -- s2
            monitors:
              talk: { kind: flows, at: s1, filter: udp port 9 }
            checks:
              - command: { on: h1, run: "bash -c 'for h in 2 3; do echo a > /dev/udp/10.1.0.$h/9; done'" }
              - command: { on: x1, run: "bash -c 'echo a > /dev/udp/10.2.0.2/9'" }
            """);
        exit.ShouldBe(0, error);
        string store = Path.Combine(folder.Runs[^1], "store.db");
        MonitorRun.Rows(store, "talk_flows", "point", "client", "server", "packets_to_server")
            .ShouldBe(["s1-eth0,10.1.0.1,10.1.0.2,1", "s1-eth0,10.1.0.1,10.1.0.3,1", "s1-eth1,10.1.0.1,10.1.0.2,1", "s1-eth2,10.1.0.1,10.1.0.3,1"]);
        MonitorRun.Number(store, "select points from monitors").ShouldBe(3);
    }

    [Fact]
    public async Task A_guest_and_the_port_of_its_switch_both_have_their_point()
    {
        if (!File.Exists("/usr/bin/linux.uml")) { Assert.Skip("user-mode-linux is not installed"); }
        using var folder = new LabFolder();
        (int exit, _, string error) = await folder.RunAsync("guest", """
            nodes:
              s1: { kind: bridge }
              h: {}
              g: { kind: uml, ram: 256 MiB }
            links:
              - h -- s1
              - g -- s1
            monitors:
              talk: { kind: flows, at: [s1, g], filter: udp port 9 }
              sent: { kind: flows, at: g, direction: out, filter: udp port 9 }
              heard: { kind: flows, at: g, direction: in, filter: udp port 9 }
            checks:
              - command: { on: g, run: "bash -c 'echo a > /dev/udp/10.1.0.1/9'" }
              - monitor: { monitor: sent, equals: 1 }
              - monitor: { monitor: heard, equals: 0 }
            """);
        exit.ShouldBe(0, error);
        string[] points = MonitorRun.Rows(Path.Combine(folder.Runs[^1], "store.db"), "talk_flows", "point", "client", "server_name");
        points.ShouldBe(["g-eth0,10.1.0.2,h", "s1-eth0,10.1.0.2,h", "s1-eth1,10.1.0.2,h"]);
    }

    [Fact]
    public async Task Tables_follow_what_passes_within_a_second()
    {
        using var folder = new LabFolder();
        (int exit, JsonElement json, string error) = await folder.RunAsync("prompt", Pair + """
            monitors:
              talk: { kind: flows, at: h1 }
            events:
              - { at: 1 s, exec: { on: h1, run: "bash -c 'echo a > /dev/udp/10.1.0.2/4242'" } }
            checks:
              - monitor: { sql: "select count(*) from talk_flows where server_port = 4242", above: 0 }
                within: 20 s
                every: 50 ms
            """);
        exit.ShouldBe(0, error);
        json.GetProperty("checks")[0].GetProperty("seconds").GetDouble().ShouldBeInRange(1.0, 2.5);
        json.GetProperty("checks")[0].GetProperty("message").GetString().ShouldBe("the query's number is 1", "the screen has no room for queries");
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task Where_the_kernel_shares_processors_between_sessions_many_programs_that_a_monitor_watches_yield(bool watched, bool many)
    {
        if (!Environment.IsPrivilegedProcess || !File.Exists("/proc/self/autogroup")) { Assert.Skip("needs the superuser and a kernel with sched_autogroup"); }
        using var folder = new LabFolder();
        (int exit, _, string error) = await folder.RunAsync("yield", Pair + $$"""
              look: { on: h1, run: "bash -c 'until read -r group < /proc/self/autogroup && [[ $group = *nice*{{(watched && many ? 10 : 0)}} ]]; do sleep 0.05; done'", expect: { exit: 0 } }
            {{(many ? $"  crowd[1..{2 * Environment.ProcessorCount}]: {{ on: h2, run: sleep 60 }}" : "")}}
            {{(watched ? "monitors: { talk: { kind: flows, at: h1 } }" : "")}}
            checks:
              - exit: look
                within: 10 s
            """);
        exit.ShouldBe(0, error);
    }

    [Fact]
    public async Task Tables_follow_by_themselves_for_whoever_reads_the_store()
    {
        using var folder = new LabFolder();
        Task<(int Exit, JsonElement Json, string Error)> run = folder.RunAsync("alone", Pair + """
              get: { on: h1, kind: http-get, url: "http://10.1.0.2:8080/", interval: 700 ms, time: 6 s, after: web }
            monitors:
              talk: { kind: flows, at: h1, filter: tcp port 8080 }
            duration: 7 s
            """);
        long worst = 0, seen = 0;
        while (!run.IsCompleted)
        {
            await Task.Delay(20);
            string store = folder.Runs is [var one] ? Path.Combine(one, "store.db") : "";
            if (!File.Exists(store) || new FileInfo(store).Length == 0 || MonitorRun.Number(store, "select count(*) from sqlite_schema where name = 'talk_flows'") is not > 0) { continue; }
            if (MonitorRun.Number(store, "select max(last_ns) from talk_flows") is not { } last || (long)last == seen) { continue; }
            // The first look at a new row: the packet is at most that old.
            if (seen != 0) { worst = Math.Max(worst, (DateTimeOffset.UtcNow.UtcTicks - DateTime.UnixEpoch.Ticks) * 100 - (long)last); }
            seen = (long)last;
        }

        (int exit, _, string error) = await run;
        exit.ShouldBe(0, error);
        seen.ShouldBeGreaterThan(0);
        worst.ShouldBeInRange(1, 1_000_000_000);
        MonitorRun.Rows(Path.Combine(folder.Runs[^1], "store.db"), "talk_flows", "client_name", "server_name").ShouldContain("h1,h2");
    }

    [Fact]
    public async Task A_row_of_capture_files_keeps_the_newest_each_whole()
    {
        using var folder = new LabFolder();
        (int exit, _, string error) = await folder.RunAsync("row", """
            nodes:
              h[1..2]: {}
            links:
              - h1 -- h2
            programs:
              sink: { on: h2, kind: udp-sink, port: 5001, ready: { udp: 5001 } }
              send: { on: h1, kind: udp-send, to: h2, port: 5001, size: 1000 B, rate: 20 Mbit/s, count: 1000, after: sink, expect: { exit: 0 } }
            captures:
              - { at: h1, size: 100 KiB, files: 3 }
            checks:
              - exit: send
              - packets: { at: h1, where: udp, above: 200 }
            """);
        exit.ShouldBe(0, error);
        string[] files = [.. Directory.GetFiles(Path.Combine(folder.Runs[^1], "captures")).Order(StringComparer.Ordinal)];
        files.Length.ShouldBe(3);
        Path.GetFileName(files[^1]).ShouldBe($"h1-{int.Parse(Path.GetFileName(files[0])[3..8], System.Globalization.CultureInfo.InvariantCulture) + 2:D5}.pcapng");
        long before = 0;
        foreach (string file in files)
        {
            new FileInfo(file).Length.ShouldBeLessThanOrEqualTo(100 << 10);
            using CaptureReader reader = CaptureReader.Open(file);
            long packets = 0;
            while (reader.TryRead(out Frame frame))
            {
                frame.Time.ShouldBeGreaterThanOrEqualTo(before);
                before = frame.Time;
                packets++;
            }

            reader.Fault.ShouldBeNull();
            CaptureInterface one = reader.Interfaces.ShouldHaveSingleItem();
            one.Received.ShouldBe(packets + one.Dropped, file);
            packets.ShouldBeGreaterThan(0);
            if (File.Exists("/usr/bin/tshark"))
            {
                Fixtures.Shell read = (await Fixtures.Shell.RunAsync($"tshark -r {file} -T fields -e frame.number | tail -n 1", folder.Root)).ShouldExit(0);
                read.Out.Trim().ShouldBe(packets.ToString(System.Globalization.CultureInfo.InvariantCulture));
            }
        }
    }
}
