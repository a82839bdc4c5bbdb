using System.Text.Json;
using Weir.Tests.Cli;
using Weir.Tests.Fixtures;

namespace Weir.Tests.Running;

/// <summary>Links that the kernel carries and limits, in real labs.</summary>
public sealed class KernelLinkTests
{
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

    [Theory]
    [InlineData("offloads: false", true)]
    [InlineData("offloads: false, delay: 1 ms", true)]
    [InlineData("rate: 10 Gbit/s", false)]
    public async Task Without_offloads_every_frame_is_as_on_a_wire(string values, bool asOnWire)
    {
        using var folder = new LabFolder();
        (int exit, _, string error) = await folder.RunAsync("frames", $$"""
            nodes:
              h[1..2]: {}
            links:
              - h1 -- h2: { {{values}} }
            programs:
              sink: { on: h2, kind: tcp-sink, port: 5001, ready: { tcp: 5001 } }
              send: { on: h1, kind: tcp-send, to: h2, port: 5001, amount: 1 MiB, after: sink, expect: { exit: 0 } }
            captures:
              - at: h2
            checks:
              - exit: send
            """);
        exit.ShouldBe(0, error);
        string[] frames = [.. (await Shell.RunAsync("tshark -r captures/h2.pcapng -o tcp.check_checksum:TRUE -Y tcp -T fields -e frame.len -e tcp.checksum.status", folder.Runs[^1])).ShouldExit(0).Out.Split('\n', StringSplitOptions.RemoveEmptyEntries)];
        frames.Length.ShouldBeGreaterThan(10);
        bool large = frames.Any(frame => int.Parse(frame.Split('\t')[0], System.Globalization.CultureInfo.InvariantCulture) > 1514);
        bool open = frames.Any(frame => frame.Split('\t')[1] == "0");
        (large, open).ShouldBe((!asOnWire, !asOnWire), string.Join('\n', frames.Take(20)));
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
}
