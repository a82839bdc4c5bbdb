using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Weir.Tests.Cli;

namespace Weir.Tests.Running;

/// <summary>Links that the kernel carries and limits, in real labs.</summary>
public sealed partial class KernelLinkTests
{
    private const double UdpShare = 1400.0 / 1442;
    private const double TcpShare = 1448.0 / 1514;

    [Theory]
    [InlineData("1 Mbit/s", 1e6, "64 KiB")]
    [InlineData("20 Mbit/s", 20e6, "256 KiB")]
    [InlineData("200 Mbit/s", 200e6, "1000 packets")]
    [InlineData("1 Gbit/s", 1e9, "1000 packets")]
    public async Task A_tcp_stream_gets_the_rate_of_its_direction_to_B(string rate, double bits, string queue) => await StreamAsync("h1", "h2", rate, bits, queue);

    [Theory]
    [InlineData("1 Mbit/s", 1e6, "64 KiB")]
    [InlineData("20 Mbit/s", 20e6, "100 packets")]
    [InlineData("200 Mbit/s", 200e6, "1000 packets")]
    [InlineData("1 Gbit/s", 1e9, "1000 packets")]
    public async Task A_tcp_stream_gets_the_rate_of_its_direction_to_A(string rate, double bits, string queue) => await StreamAsync("h2", "h1", rate, bits, queue);

    [Theory]
    [InlineData("1 Mbit/s", 1e6, "1300 kbit/s", "h1", "h2")]
    [InlineData("50 Mbit/s", 50e6, "60 Mbit/s", "h1", "h2")]
    [InlineData("1 Mbit/s", 1e6, "1300 kbit/s", "h2", "h1")]
    [InlineData("50 Mbit/s", 50e6, "60 Mbit/s", "h2", "h1")]
    public async Task Datagrams_get_the_rate_and_what_does_not_fit_is_dropped_and_counted(string rate, double bits, string sent, string from, string to)
    {
        using var folder = new LabFolder();
        (int exit, _, string error) = await folder.RunAsync("udp", $$"""
            nodes:
              h[1..2]: {}
            links:
              - h1 -- h2: { rate: 500 Mbit/s, to: { {{to}}: { rate: {{rate}}, queue: 20 packets } } }
            programs:
              sink: { on: {{to}}, kind: udp-sink, port: 5001, ready: { udp: 5001 } }
              send: { on: {{from}}, kind: udp-send, to: {{to}}, port: 5001, size: 1400 B, rate: {{sent}}, time: 3 s, after: sink, expect: { exit: 0 } }
            """);
        exit.ShouldBe(0, error);
        string log = File.ReadAllText(Path.Combine(folder.Runs[^1], "logs", "sink.log"));
        Match found = Flow().Match(log);
        found.Success.ShouldBeTrue(log);
        (Number(found, "rate") * 1e6 / UdpShare).ShouldBe(bits, bits * 0.03, log);
        double lost = Number(found, "lost");
        lost.ShouldBeGreaterThan(10, log);
        JsonElement direction = Directions(folder).First(one => one.GetProperty("to").GetString() == to);
        // Datagrams are not all that passes, and the last line was written when some still waited.
        direction.GetProperty("queueDropped").GetDouble().ShouldBe(lost, 3, log);
    }

    [Fact]
    public async Task A_plan_says_why_the_kernel_or_the_engine_carries_a_link()
    {
        using var folder = new LabFolder();
        string file = folder.Write("why", """
            nodes:
              h[1..5]: {}
            links:
              - h1 -- h2: { rate: 10 Mbit/s, queue: 30 packets }
              - h2 -- h3: { rate: 10 Mbit/s, delay: 1 ms }
              - h3 -- h4
              - h4 -- h5: { rate: 1 kbit/s }
            """);
        CliRun plan = (await folder.WeirAsync("plan", "--json", file)).ShouldExit(0);
        using var json = JsonDocument.Parse(plan.Out);
        JsonElement[] links = [.. json.RootElement.GetProperty("links").EnumerateArray()];
        links.Select(link => link.GetProperty("backend").GetString()).ShouldBe(["kernel", "engine", "kernel", "engine"]);
        links[0].GetProperty("backendReason").GetString()!.ShouldContain("token bucket");
        links[1].GetProperty("backendReason").GetString()!.ShouldStartWith("delay:");
        links[3].GetProperty("backendReason").GetString()!.ShouldContain("too slow");
    }

    [Fact]
    public async Task Each_direction_is_changed_while_it_runs_and_what_the_kernel_cannot_do_is_refused()
    {
        using var folder = new LabFolder();
        string file = folder.Write("live", """
            nodes:
              h[1..2]: {}
            links:
              - h1 -- h2: { rate: 10 Mbit/s }
            """);
        string id = JsonDocument.Parse((await folder.WeirAsync("up", "--json", file)).ShouldExit(0).Out).RootElement.GetProperty("run").GetString()!;
        try
        {
            (await ShownAsync("h1")).ShouldContain("rate 10Mbit");
            (await folder.WeirAsync("link", "--run", id, "set", "h1--h2", "rate=20Mbit/s")).ShouldExit(0);
            (await ShownAsync("h1")).ShouldContain("rate 20Mbit");
            (await ShownAsync("h2")).ShouldContain("rate 20Mbit");
            (await folder.WeirAsync("link", "--run", id, "set", "h1--h2", "queue=30packets")).ShouldExit(0);
            (await ShownAsync("h1")).ShouldContain("pfifo 14: parent 13:1 limit 30p");
            (await folder.WeirAsync("link", "--run", id, "set", "h1--h2", "state=down")).ShouldExit(0);
            (await folder.WeirAsync("exec", "--run", id, "h1", "--", "ping", "-c", "1", "-W", "1", "10.0.0.1")).ExitCode.ShouldNotBe(0);
            (await folder.WeirAsync("link", "--run", id, "set", "h1--h2", "state=up")).ShouldExit(0);
            (await folder.WeirAsync("exec", "--run", id, "h1", "--", "ping", "-c", "1", "-W", "5", "10.0.0.1")).ShouldExit(0);
            (await folder.WeirAsync("link", "--run", id, "set", "h1--h2", "delay=5ms")).ShouldExit(3).Error.ShouldContain("backend: engine");
            (await folder.WeirAsync("link", "--run", id, "reset", "h1--h2")).ShouldExit(0).Out.ShouldContain("10 Mbit/s");
            (await ShownAsync("h1")).ShouldNotContain("pfifo");
        }
        finally
        {
            (await folder.WeirAsync("down", id)).ShouldExit(0);
        }

        async Task<string> ShownAsync(string node) => (await folder.WeirAsync("exec", "--run", id, node, "--", "sh", "-c", $"tc qdisc show dev eth0 > {folder.Root}/shown")).ShouldExit(0) is { } ? File.ReadAllText(Path.Combine(folder.Root, "shown")) : "";
    }

    [Fact]
    public async Task A_link_is_cut_from_the_beginning_or_in_one_direction_alone()
    {
        using var folder = new LabFolder();
        (int exit, _, string error) = await folder.RunAsync("cut", """
            nodes:
              h[1..3]: {}
            links:
              - h1 -- h2: { up: false }
              - h1 -- h3: { to: { h3: { up: false } } }
            events:
              - at: 2500 ms
                link: { h1 -- h2: up }
              - at: 2500 ms
                link: { h1 -- h3: up }
            checks:
              - ping: { from: h1, to: h2, count: 1, timeout: 500 ms, fails: true }
                at: 500 ms
              - ping: { from: h1, to: h3, count: 1, timeout: 500 ms, fails: true }
                at: 500 ms
              - ping: { from: h3, to: h1, count: 1, timeout: 500 ms, fails: true }
                at: 1 s
              - ping: { from: h1, to: h2 }
                within: 10 s
              - ping: { from: h1, to: h3 }
                within: 10 s
            duration: 6 s
            """);
        exit.ShouldBe(0, error);
    }

    [Fact]
    public async Task A_kernel_without_the_emulator_says_so()
    {
        using var folder = new LabFolder();
        (int exit, JsonElement json, _) = await folder.RunAsync("netem", """
            nodes:
              h[1..2]: {}
            links:
              - h1 -- h2: { delay: 20 ms, backend: netem }
            checks:
              - rtt: { from: h1, to: h2, above: 39 ms, below: 60 ms }
            """);
        if (exit == 0) { return; }
        exit.ShouldBe(3);
        json.GetProperty("reasons")[0].GetString()!.ShouldContain("sch_netem");
    }

    private static async Task StreamAsync(string from, string to, string rate, double bits, string queue)
    {
        using var folder = new LabFolder();
        (int exit, JsonElement json, string error) = await folder.RunAsync("tcp", $$"""
            nodes:
              h[1..2]: {}
            links:
              - h1 -- h2: { rate: 500 Mbit/s, to: { {{to}}: { rate: {{rate}}, queue: {{queue}} } } }
            programs:
              sink: { on: {{to}}, kind: tcp-sink, port: 5001, ready: { tcp: 5001 } }
              send: { on: {{from}}, kind: tcp-send, to: {{to}}, port: 5001, time: 4 s, after: sink, expect: { exit: 0 } }
            """);
        exit.ShouldBe(0, error);
        string log = File.ReadAllText(Path.Combine(folder.Runs[^1], "logs", "send.log"));
        Match found = Arrived().Match(log);
        found.Success.ShouldBeTrue(log);
        (Number(found, "rate") * 1e6 / TcpShare).ShouldBe(bits, bits * 0.03, log);

        // The record says the same of the kernel's own counters.
        JsonElement direction = Directions(folder).First(one => one.GetProperty("to").GetString() == to);
        if (direction.TryGetProperty("measuredRate", out JsonElement measured)) { measured.GetDouble().ShouldBe(bits, bits * 0.03, direction.GetRawText()); }
        direction.GetProperty("delivered").GetInt64().ShouldBeGreaterThan(100);
        json.GetProperty("doubts").EnumerateArray().Select(one => one.GetString()).ShouldNotContain(one => one!.Contains("the rate was", StringComparison.Ordinal));
    }

    private static JsonElement[] Directions(LabFolder folder)
    {
        using var last = JsonDocument.Parse(File.ReadLines(Path.Combine(folder.Runs[^1], "counters.jsonl")).Last());
        return [.. last.RootElement.GetProperty("links").EnumerateObject().Single().Value.EnumerateArray().Select(one => one.Clone())];
    }

    private static double Number(Match match, string name) => double.Parse(match.Groups[name].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"arrived \d+ bytes in [0-9.]+ s: (?<rate>[0-9.]+) Mbit/s")]
    private static partial Regex Arrived();

    [GeneratedRegex(@"of \d+ datagrams, \d+ bytes in [0-9.]+ s: (?<rate>[0-9.]+) Mbit/s; lost (?<lost>\d+)")]
    private static partial Regex Flow();
}
