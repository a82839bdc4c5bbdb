using System.Text.Json;
using Weir.Capture;
using Weir.Running;
using Weir.Tests.Cli;

namespace Weir.Tests.Running;

/// <summary>Whole runs on the real kernel: what is built, run, recorded and said, and that nothing is left.</summary>
public sealed class LabRunTests
{
    private const string Pair = """
        nodes:
          s1: { kind: bridge }
          h[1..2]: {}
        links:
          - h[1..2] -- s1

        """;

    [Fact]
    public async Task A_run_whose_checks_hold_ends_with_0_and_keeps_its_record()
    {
        using var folder = new LabFolder();
        (int exit, JsonElement json, string error) = await folder.RunAsync("holds", Pair + """
            programs:
              web: { on: h2, kind: http-server, port: 8080, ready: { tcp: 8080 } }
              get: { on: h1, kind: http-get, url: "http://h2:8080/", count: 2, after: web, expect: { exit: 0 } }
            captures:
              - at: s1
            checks:
              - http: { from: h1, url: "http://h2:8080/", status: 200 }
              - exit: get
            """);
        exit.ShouldBe(0, error);
        json.GetProperty("result").GetString().ShouldBe("pass");
        json.GetProperty("checks").EnumerateArray().Select(check => check.GetProperty("result").GetString()).ShouldBe(["pass", "pass"]);
        string run = folder.Runs.ShouldHaveSingleItem();
        foreach (string file in (string[])["lab.yaml", "plan.json", "host.json", "events.jsonl", "counters.jsonl", "checks.json", "verdict.json", "report.html", "logs/web.log", "logs/get.log", "captures/s1.pcapng"])
        {
            new FileInfo(Path.Combine(run, file)).Length.ShouldBeGreaterThan(0, file);
        }

        foreach (string line in File.ReadLines(Path.Combine(run, "events.jsonl"))) { JsonDocument.Parse(line).RootElement.GetProperty("time").GetDouble().ShouldBeLessThan(120); }
        RunRegistry.OfThisUser().All().ShouldNotContain(entry => entry.Folder == run);
    }

    [Fact]
    public async Task A_check_that_fails_ends_the_run_with_1_and_says_why()
    {
        using var folder = new LabFolder();
        (int exit, JsonElement json, _) = await folder.RunAsync("fails", Pair + """
            checks:
              - tcp: { from: h1, to: h2, port: 81, timeout: 500 ms }
            """);
        exit.ShouldBe(1);
        json.GetProperty("result").GetString().ShouldBe("fail");
        json.GetProperty("checks")[0].GetProperty("message").GetString()!.ShouldContain("refused");
    }

    [Theory]
    [InlineData("exit 7", "ended with exit code 7", 5)]
    [InlineData("exec no-such-program", "127", 5)]
    public async Task A_program_that_fails_ends_the_run_with_5(string command, string said, int expected)
    {
        using var folder = new LabFolder();
        (int exit, JsonElement json, string error) = await folder.RunAsync("program", Pair + $"""
            programs:
              bad: ["on: h1"]
            """.Replace("[\"on: h1\"]", $"{{ on: h1, run: \"{command}\", expect: {{ exit: 0 }} }}", StringComparison.Ordinal));
        exit.ShouldBe(expected, error);
        json.GetProperty("result").GetString().ShouldBe("error");
        json.GetProperty("reasons")[0].GetString()!.ShouldContain(said);
    }

    [Fact]
    public async Task A_program_is_ready_when_its_page_answers_and_not_while_it_is_an_error()
    {
        using var folder = new LabFolder();
        (int exit, JsonElement json, string error) = await folder.RunAsync("page", Pair + """
            programs:
              web: { on: h2, kind: http-server, port: 80, ready: { http: "http://localhost/" } }
              get: { on: h1, kind: http-get, url: "http://h2/", after: web, expect: { exit: 0 } }
            checks:
              - exit: get
            """);
        exit.ShouldBe(0, error);
        Directory.CreateDirectory(Path.Combine(folder.Root, "site"));
        (exit, json, _) = await folder.RunAsync("nopage", Pair + """
            programs:
              web: { on: h2, kind: http-server, port: 80, folder: site, ready: { http: "http://localhost/missing", timeout: 2 s } }
            duration: 10 s
            """);
        exit.ShouldBe(6);
        json.GetProperty("reasons")[0].GetString()!.ShouldContain("http-get http://localhost/missing");
    }

    [Fact]
    public async Task A_program_that_never_becomes_ready_ends_the_run_with_6()
    {
        using var folder = new LabFolder();
        (int exit, JsonElement json, _) = await folder.RunAsync("ready", Pair + """
            programs:
              slow: { on: h1, run: sleep 60, ready: { tcp: 9999, timeout: 500 ms } }
            duration: 20 s
            """);
        exit.ShouldBe(6);
        json.GetProperty("reasons")[0].GetString()!.ShouldContain("TCP port 9999");
    }

    [Fact]
    public async Task Programs_find_the_names_of_all_nodes_and_their_own_host_name()
    {
        using var folder = new LabFolder();
        (int exit, _, string error) = await folder.RunAsync("names", Pair + """
            checks:
              - command: { on: h1, run: hostname, output: "^h1$" }
              - command: { on: h1, run: getent hosts h2, output: h2 }
              - command: { on: h2, run: "echo $WEIR_NODE $WEIR_RUN", output: "^h2 weir:.*names" }
            """);
        exit.ShouldBe(0, error);
    }

    [Fact]
    public async Task Events_cut_and_mend_a_link_and_stand_in_the_record_and_the_capture()
    {
        using var folder = new LabFolder();
        (int exit, _, string error) = await folder.RunAsync("events", """
            nodes:
              h[1..2]: {}
            links:
              - h1 -- h2
            programs:
              web: { on: h2, kind: http-server, port: 80, ready: { tcp: 80 } }
              get: { on: h1, kind: http-get, url: "http://h2/", interval: 100 ms, time: 2 s, after: web }
            captures:
              - at: h1
            events:
              - at: 500 ms
                link: { h1 -- h2: down }
              - at: 800 ms
                link: { h1 -- h2: up }
              - at: 1 s
                mark: half time
              - at: 1200 ms
                program: { get: stop }
            checks:
              - between: { from: link h1 -- h2 down, to: link h1 -- h2 up, above: 100 ms, below: 5 s }
              - http: { from: h1, url: "http://h2/" }
                within: 20 s
              - program: { name: get, state: exited }
            duration: 2 s
            """);
        exit.ShouldBe(0, error);
        string run = folder.Runs[^1];
        File.ReadAllText(Path.Combine(run, "events.jsonl")).ShouldContain("half time");
        (await Fixtures.Shell.RunAsync($"strings -n 6 captures/h1.pcapng | grep -c 'half time'", run)).Out.Trim().ShouldBe("1");
    }

    [Fact]
    public async Task Every_frame_of_a_capture_is_written_or_counted_as_lost()
    {
        using var folder = new LabFolder();
        (int exit, _, string error) = await folder.RunAsync("capture", Pair + """
            programs:
              sink: { on: h2, kind: udp-sink, port: 5001, ready: { udp: 5001 } }
              send: { on: h1, kind: udp-send, to: h2, port: 5001, size: 200 B, rate: 20 Mbit/s, count: 5000, after: sink, expect: { exit: 0 } }
            captures:
              - at: h1
            checks:
              - exit: send
            """);
        exit.ShouldBe(0, error);
        using CaptureReader reader = CaptureReader.Open(Path.Combine(folder.Runs[^1], "captures", "h1.pcapng"));
        long packets = 0;
        while (reader.TryRead(out _)) { packets++; }
        reader.Fault.ShouldBeNull();
        CaptureInterface one = reader.Interfaces.ShouldHaveSingleItem();
        one.Name.ShouldBe("h1-eth0");
        packets.ShouldBeGreaterThanOrEqualTo(5000 - one.Dropped);
        one.Received.ShouldBe(packets + one.Dropped);
    }

    [Fact]
    public async Task What_a_capture_lost_stands_against_trusting_the_run()
    {
        using var folder = new LabFolder();
        (_, JsonElement json, string error) = await folder.RunAsync("lossy", Pair + """
            captures:
              - { at: h1, ring: 256 KiB }
            checks:
              - throughput: { from: h1, to: h2, above: 1 kbit/s, time: 1 s }
            """);
        string ended = File.ReadLines(Path.Combine(folder.Runs[^1], "events.jsonl")).Last(line => line.Contains("\"dropped\"", StringComparison.Ordinal));
        long dropped = long.Parse(JsonDocument.Parse(ended).RootElement.GetProperty("dropped").GetString()!, System.Globalization.CultureInfo.InvariantCulture);
        string[] doubts = [.. json.GetProperty("doubts").EnumerateArray().Select(doubt => doubt.GetString()!)];
        doubts.Any(doubt => doubt.StartsWith("capture h1 lost ", StringComparison.Ordinal)).ShouldBe(dropped > 0, error);
    }

    [Fact]
    public async Task A_dry_run_prints_the_plan_and_builds_nothing()
    {
        using var folder = new LabFolder();
        string file = folder.Write("dry", Pair);
        CliRun run = (await folder.WeirAsync("run", "--dry-run", "--json", file)).ShouldExit(0);
        run.Out.ShouldBe((await folder.WeirAsync("plan", "--json", file)).Out);
        folder.Runs.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_file_with_mistakes_is_not_run_and_ends_with_2()
    {
        using var folder = new LabFolder();
        CliRun run = await folder.WeirAsync("run", folder.Write("wrong", "nodes:\n  h1: { kind: hots }\n"));
        run.ShouldExit(2).Error.ShouldContain(":3:");
        folder.Runs.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("junit", "<testcase")]
    [InlineData("tap", "not ok 1")]
    public async Task Checks_are_written_for_other_tools(string format, string expected)
    {
        using var folder = new LabFolder();
        await folder.WeirAsync("run", "--report", $"{format}=report.out", folder.Write("report", Pair + "checks:\n  - tcp: { from: h1, to: h2, port: 81, timeout: 200 ms }\n"));
        File.ReadAllText(Path.Combine(folder.Root, "report.out")).ShouldContain(expected);
    }
}
