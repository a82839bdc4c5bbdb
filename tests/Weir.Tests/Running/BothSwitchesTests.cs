using System.Text.Json;
using Weir.Platform;
using Weir.Programs;
using Weir.Tests.Cli;
using Weir.Tests.Switching;

namespace Weir.Tests.Running;

/// <summary>One suite for both kinds of switches: what a controller decides holds whichever of them does it.</summary>
public sealed class BothSwitchesTests(AppsLab apps) : IClassFixture<AppsLab>
{
    [Theory]
    [InlineData(SwitchKinds.Ovs, "l2-learning")]
    [InlineData(SwitchKinds.Ovs, "l2-learning-1.3")]
    [InlineData(SwitchKinds.Ovs, "hub")]
    [InlineData(SwitchKinds.Ovs, "spanning")]
    [InlineData(SwitchKinds.Ovs, "app")]
    [InlineData(SwitchKinds.OpenFlow, "l2-learning")]
    [InlineData(SwitchKinds.OpenFlow, "l2-learning-1.3")]
    [InlineData(SwitchKinds.OpenFlow, "hub")]
    [InlineData(SwitchKinds.OpenFlow, "spanning")]
    [InlineData(SwitchKinds.OpenFlow, "app")]
    public async Task Every_host_reaches_every_other_under_each_app(string kind, string app) => (await apps.MissedAsync(kind, app)).ShouldBeEmpty();

    [Theory]
    [InlineData(SwitchKinds.Ovs)]
    [InlineData(SwitchKinds.OpenFlow)]
    public async Task The_packets_of_the_static_flow_reach_the_first_host_only(string kind) => (await apps.MissedAsync(kind, "static")).ShouldBeEmpty();

    [Theory]
    [InlineData(SwitchKinds.Ovs, "secure")]
    [InlineData(SwitchKinds.Ovs, "standalone")]
    [InlineData(SwitchKinds.OpenFlow, "secure")]
    [InlineData(SwitchKinds.OpenFlow, "standalone")]
    public async Task Without_a_controller_it_switches_by_itself_or_not_at_all(string kind, string mode) => (await apps.MissedAsync(kind, mode)).ShouldBeEmpty();

    [Theory]
    [InlineData(SwitchKinds.Ovs)]
    [InlineData(SwitchKinds.OpenFlow)]
    public async Task Sixty_four_hosts_learn_of_each_other(string kind) => await HoldsAsync(kind, """
        vars: { switch: ovs }
        nodes:
          s1: { kind: "${switch}", controller: learning, fail-mode: secure }
          h[1..64]: {}
        links:
          - h[1..64] -- s1
        controllers:
          learning: l2-learning
        checks:
          - ping: { from: "h[2..64]", to: h1, count: 2, family: ipv4, timeout: 10 s }
          - ping: { from: h1, to: "h[2..64]", count: 2, family: ipv4, timeout: 10 s }
        """);

    [Theory]
    [InlineData(SwitchKinds.Ovs)]
    [InlineData(SwitchKinds.OpenFlow)]
    public async Task Around_a_loop_of_switches_a_tree_carries_both_versions(string kind) => await HoldsAsync(kind, """
        vars: { switch: ovs }
        nodes:
          s[1..3]: { kind: "${switch}", controller: tree, fail-mode: secure }
          h[1..3]: {}
        links:
          - h[1..3] -- s[1..3]
          - s1 -- s2 -- s3
          - s3 -- s1
        controllers:
          tree: { app: spanning, probe-every: 200 ms, ready: { log: has 2 of 3 links } }
        captures:
          - { at: h3, filter: "icmp6 or arp" }
        checks:
          - { ping: { from: "h[1..3]", to: "h[1..3]", family: ipv4, count: 1 }, within: 60 s }
          - { ping: { from: "h[1..3]", to: "h[1..3]", family: ipv6, count: 1 }, within: 60 s }
          # Whatever circled would pass here for ever.
          - { name: nothing circles, packets: { at: h3, below: 1000 } }
        """);

    [Theory]
    [InlineData(SwitchKinds.Ovs)]
    [InlineData(SwitchKinds.OpenFlow)]
    public async Task A_controller_that_is_killed_is_missed_and_back_it_controls_again(string kind)
    {
        SwitchKinds.Skip(kind);
        using var folder = new LabFolder();
        JsonElement up = JsonDocument.Parse((await folder.WeirAsync("up", "--json", "--set", $"switch={kind}", folder.Write("killed", """
            vars: { switch: ovs }
            nodes:
              s1: { kind: "${switch}", controller: learning, fail-mode: secure }
              h[1..4]: {}
            links:
              - h[1..4] -- s1
            controllers:
              learning: l2-learning
            """))).ShouldExit(0).Out).RootElement;
        string id = up.GetProperty("run").GetString()!;
        try
        {
            await UntilAsync(() => PingsAsync(folder, id, "h1", "h2"), "the controller decides");
            using (JsonDocument state = JsonDocument.Parse((await folder.WeirAsync("inspect", id, "--json")).ShouldExit(0).Out))
            {
                using ProcessHandle? process = ProcessHandle.TryOpen(state.RootElement.GetProperty("programs")[0].GetProperty("process").GetInt32());
                process!.TrySignal(Signals.Kill).ShouldBeTrue();
            }

            await UntilAsync(async () => (await folder.WeirAsync("events", "--run", id)).Out.Contains("controller learning, which nobody had asked to end, ended with signal 9: s1 is without it", StringComparison.Ordinal), "that is told");
            (await PingsAsync(folder, id, "h3", "h4")).ShouldBeFalse("nobody decides");
            (await folder.WeirAsync("program", "--run", id, "start", "learning")).ShouldExit(0);
            await UntilAsync(() => PingsAsync(folder, id, "h3", "h4"), "it decides again");
        }
        finally
        {
            (await folder.WeirAsync("down", id)).ShouldExit(0);
        }

        File.ReadAllText(Path.Combine(folder.Runs[0], "verdict.json")).ShouldContain("controller learning ended by itself once");
    }

    [Fact]
    public async Task A_controller_that_the_file_kills_stands_not_against_trust()
    {
        SwitchKinds.Skip(SwitchKinds.OpenFlow);
        using var folder = new LabFolder();
        (int exit, JsonElement json, string error) = await folder.RunAsync("meant", """
            nodes:
              s1: { kind: openflow, controller: learning }
              h1: {}
            links:
              - h1 -- s1
            controllers:
              learning: l2-learning
            events:
              - { at: 2 s, program: { learning: kill } }
            checks:
              - { name: killed, program: { name: learning, state: exited }, within: 60 s }
            """);
        exit.ShouldBe(0, error + json);
        json.GetProperty("doubts").EnumerateArray().ShouldNotContain(one => one.GetString()!.Contains("controller", StringComparison.Ordinal), "the file says so");
    }

    [Fact]
    public async Task A_controller_that_dies_unasked_is_told_and_stands_against_trust()
    {
        SwitchKinds.Skip(SwitchKinds.OpenFlow);
        using var folder = new LabFolder();
        await File.WriteAllTextAsync(Path.Combine(folder.Root, "mortal.cs"), """
            public sealed class Mortal : ControllerApp
            {
                private int _left = 2;

                public override void Tick()
                {
                    if (Switches.Count > 0 && --_left == 0) { Environment.Exit(9); }
                }
            }
            """);
        (int exit, JsonElement json, string error) = await folder.RunAsync("mortal", """
            nodes:
              s1: { kind: openflow, controller: mortal, fail-mode: secure }
              h1: {}
            links:
              - h1 -- s1
            controllers:
              mortal: "app:mortal.cs"
            checks:
              - { name: died, between: { from: program-ready mortal, to: program-exited mortal, above: 0 s }, within: 60 s }
            """);
        exit.ShouldBe(0, error + json);
        json.GetProperty("doubts").EnumerateArray().Select(one => one.GetString()!).ShouldContain(one => one.Contains("controller mortal ended by itself once", StringComparison.Ordinal));
        File.ReadAllText(Path.Combine(json.GetProperty("folder").GetString()!, "events.jsonl")).ShouldContain("controller mortal, which nobody had asked to end, ended with exit code 9: s1 is without it");
    }

    /// <summary>The real times of POX's learning switch, and shorter ones, of both kinds of switches in one run: 10 s without a packet, and 30 s in all.</summary>
    [Fact]
    public async Task A_learned_flow_goes_after_its_time_without_packets_or_after_its_time_in_all()
    {
        SwitchKinds.Skip(SwitchKinds.Ovs);
        using var folder = new LabFolder();
        CliRun up = (await folder.WeirAsync("up", "--json", folder.Write("times", """
            nodes:
              s1: { kind: ovs, controller: pox, fail-mode: secure }
              s2: { kind: openflow, controller: pox, fail-mode: secure }
              s3: { kind: ovs, controller: short, fail-mode: secure }
              s4: { kind: openflow, controller: short, fail-mode: secure }
              a[1..2]: {}
              b[1..2]: {}
              c[1..2]: {}
              d[1..2]: {}
            links:
              - a[1..2] -- s1
              - b[1..2] -- s2
              - c[1..2] -- s3
              - d[1..2] -- s4
            controllers:
              pox: l2-learning
              short: { app: l2-learning, idle-timeout: 3 s, hard-timeout: 6 s }
            programs:
              talk[c..d]: { on: "{n}1", kind: ping, to: "{n}2", interval: 100 ms }
            """))).ShouldExit(0);
        string id = JsonDocument.Parse(up.Out).RootElement.GetProperty("run").GetString()!;
        try
        {
            foreach (string host in (string[])["a", "b"]) { (await folder.WeirAsync("exec", "--run", id, host + "1", "--", "ping", "-4", "-c", "2", "-i", "0.2", "-W", "5", host + "2")).ShouldExit(0); }
            await Task.WhenAll(((string[])["s1", "s2"]).Select(one => IdleAsync(folder, id, one, 10, 30)).Concat(((string[])["s3", "s4"]).Select(one => BusyAsync(folder, id, one, 3, 6))));
        }
        finally
        {
            (await folder.WeirAsync("down", id)).ShouldExit(0);
        }
    }

    // The clock is the switch's own: how long a flow has been there. A slow machine looks less often, and sees the same.
    private static async Task IdleAsync(LabFolder folder, string run, string at, int idle, int hard)
    {
        double oldest = 0;
        await UntilAsync(async () =>
        {
            // Those of the pings alone: neighbours are asked about again long after.
            double[] flows = [.. (await LearnedAsync(folder, run, at, idle, hard)).Where(one => one.Match.StartsWith("icmp,", StringComparison.Ordinal)).Select(one => one.Seconds)];
            oldest = Math.Max(oldest, flows.DefaultIfEmpty(0).Max());
            return oldest > 0 && flows.Length == 0;
        }, $"the flows of {at} are gone");
        TestContext.Current.TestOutputHelper!.WriteLine($"{at}: the oldest idle flow was seen at {oldest:0.00} s of {idle}");
        oldest.ShouldBeLessThan(hard, $"{at}: without packets it goes before its time in all");
    }

    private static async Task BusyAsync(LabFolder folder, string run, string at, int idle, int hard)
    {
        double oldest = 0;
        bool began = false;
        await UntilAsync(async () =>
        {
            (string Match, double Seconds)[] flows = await LearnedAsync(folder, run, at, idle, hard);
            // Only that of the pings, which go over IPv6, is busy all the time.
            double now = flows.Where(one => one.Match.StartsWith("ipv6,", StringComparison.Ordinal)).Select(one => one.Seconds).DefaultIfEmpty(0).Max();
            began |= oldest > idle + 1 && now < idle;
            oldest = Math.Max(oldest, now);
            return began;
        }, $"a busy flow of {at} lived longer than its idle time, went, and was made anew");
        TestContext.Current.TestOutputHelper!.WriteLine($"{at}: the oldest busy flow was seen at {oldest:0.00} s of {hard}");
    }

    private static async Task<(string Match, double Seconds)[]> LearnedAsync(LabFolder folder, string run, string at, int idle, int hard)
    {
        using JsonDocument flows = JsonDocument.Parse((await folder.WeirAsync("flow", "dump", "--run", run, at, "--json", "--openflow", "1.0")).ShouldExit(0).Out);
        return [.. flows.RootElement.EnumerateArray().Where(one => one.GetProperty("idleTimeout").GetInt32() == idle && one.GetProperty("hardTimeout").GetInt32() == hard)
            .Select(one => (one.GetProperty("match").GetString()!, one.GetProperty("seconds").GetDouble()))];
    }

    private static Task UntilAsync(Func<Task<bool>> holds, string what) => SwitchScene.UntilAsync(holds, what, seconds: 120);

    private static async Task<bool> PingsAsync(LabFolder folder, string run, string from, string to) =>
        (await folder.WeirAsync("exec", "--run", run, from, "--", "ping", "-n", "-c", "1", "-W", "1", to)).ExitCode == 0;

    private static async Task HoldsAsync(string kind, string text)
    {
        SwitchKinds.Skip(kind);
        using var folder = new LabFolder();
        (int exit, JsonElement json, string error) = await folder.RunAsync("both", text, "--set", $"switch={kind}");
        exit.ShouldBe(0, error + json);
    }
}
