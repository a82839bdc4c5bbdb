using System.Globalization;
using System.Text.Json;
using Weir.Running;
using Weir.Tests.Cli;

namespace Weir.Tests.Running;

/// <summary>A lab that stays up follows its changed file: what the change concerns, and nothing else.</summary>
public sealed class ApplyTests
{
    private const string Before = """
        nodes:
          s1: { kind: bridge }
          h[1..3]: {}
        links:
          - h[1..3] -- s1
        programs:
          keep: { on: h3, kind: http-server, port: 80, ready: { tcp: 80 } }

        """;

    [Fact]
    public async Task A_host_comes_and_another_goes_and_the_others_keep_their_addresses_and_lose_no_packet()
    {
        await using LivingLab lab = await LivingLab.UpAsync("host", Before);
        Task<CliRun> ping = lab.ExecAsync("h1", "ping", "-q", "-i", "0.01", "-c", "300", "10.1.0.3");
        string[] steps = await lab.ApplyAsync("""
            nodes:
              s1: { kind: bridge }
              h1: {}
              h3: {}
              h9: {}
            links:
              - h1 -- s1
              - h9 -- s1
              - h3 -- s1
            programs:
              keep: { on: h3, kind: http-server, port: 80, ready: { tcp: 80 } }

            """);
        steps.ShouldBe(["remove-link h2 -- s1", "remove-node h2", "add-node h9", "add-link h9 -- s1", "rewrite-hosts "]);
        (await ping).ShouldExit(0).Out.ShouldContain("300 received");
        // The free number is given again, the others keep theirs although h3 is the last of the file now.
        (await lab.ShellAsync("h9", "ip -br -4 address show eth0")).ShouldContain("10.1.0.2/16");
        (await lab.ShellAsync("h3", "ip -br -4 address show eth0")).ShouldContain("10.1.0.3/16");
        (await lab.ExecAsync("h9", "ping", "-c", "1", "-W", "5", "10.1.0.1")).ShouldExit(0);
        (await lab.WeirAsync("exec", "h2", "--", "true")).ShouldExit(2);
        File.ReadAllText(Path.Combine(lab.Entry.Folder, "plan.json")).ShouldContain("h9-eth0");
        File.ReadAllText(Path.Combine(lab.Entry.Folder, "plan.1.json")).ShouldNotContain("h9");
        File.ReadAllText(Path.Combine(lab.Entry.Folder, "lab.yaml")).ShouldContain("h9");
        string[] events = [.. File.ReadLines(Path.Combine(lab.Entry.Folder, "events.jsonl")).Where(line => line.Contains("\"applied\"", StringComparison.Ordinal))];
        events.Length.ShouldBe(steps.Length);
    }

    [Fact]
    public async Task Programs_of_nodes_that_stay_find_the_names_of_those_that_come()
    {
        await using LivingLab lab = await LivingLab.UpAsync("names", Before);
        await lab.ApplyAsync(Before.Replace("h[1..3]", "h[1..4]", StringComparison.Ordinal));
        await lab.ApplyAsync(Before.Replace("h[1..3]", "h[1..4]", StringComparison.Ordinal) + "  names: { on: h3, run: getent hosts h4, ready: { log: h4 } }\n");
        File.ReadAllText(Path.Combine(lab.Entry.Folder, "logs", "names.log")).ShouldContain("h4");
    }

    [Fact]
    public async Task A_dry_run_says_exactly_what_is_done_then_and_changes_nothing()
    {
        await using LivingLab lab = await LivingLab.UpAsync("dry", Before);
        const string after = """
            nodes:
              s1: { kind: bridge }
              s2: { kind: bridge }
              h[1..2]: {}
              h3: { pids: 500 }
              h[4..5]: {}
            links:
              - h[1..3] -- s1
              - s1 -- s2: { rate: 50 Mbit/s }
              - h[4..5] -- s2: { delay: 3 ms }
            programs:
              keep: { on: h3, kind: http-server, port: 80, ready: { tcp: 80 } }
              more: { on: h5, run: sleep 1000 }

            """;
        lab.Write(after);
        string said = (await lab.WeirAsync("apply", "--dry-run", "--json", lab.File)).ShouldExit(0).Out;
        (await lab.WeirAsync("exec", "h4", "--", "true")).ShouldExit(2);
        string done = (await lab.WeirAsync("apply", "--json", lab.File)).ShouldExit(0).Out;
        Texts(done).ShouldBe(Texts(said));
        Texts(done).ShouldContain(text => text.StartsWith("remove node h3: its declaration changed", StringComparison.Ordinal));
        Texts((await lab.WeirAsync("apply", "--json", lab.File)).ShouldExit(0).Out).ShouldBeEmpty();
        (await lab.ExecAsync("h1", "ping", "-c", "1", "-W", "5", "10.1.0.5")).ShouldExit(0);
        (await lab.ExecAsync("h4", "ping", "-c", "1", "-W", "5", "10.1.0.3")).ShouldExit(0);
        lab.Write(Before);
        Actions((await lab.WeirAsync("apply", "--json", lab.File)).ShouldExit(0).Out).ShouldContain("remove-node s2");
        (await lab.ExecAsync("h1", "ping", "-c", "1", "-W", "5", "10.1.0.3")).ShouldExit(0);
    }

    [Theory]
    [InlineData("rate: 10 Mbit/s", "rate: 20 Mbit/s", "up, 20 Mbit/s")]
    [InlineData("delay: 1 ms", "delay: 30 ms", "up, 30 ms")]
    [InlineData("loss: 1 %, delay: 1 ms", "loss: 100 %, delay: 1 ms", "loss 100 %")]
    [InlineData("delay: 1 ms, rate: 10 Mbit/s", "rate: 10 Mbit/s", "up, 10 Mbit/s")]
    public async Task Values_of_one_link_change_in_place_while_a_ping_over_another_loses_nothing(string before, string after, string expected)
    {
        static string Lab(string values) => $$"""
            nodes:
              s1: { kind: bridge }
              h[1..3]: {}
            links:
              - h[1..2] -- s1
              - h3 -- s1: { {{values}} }

            """;
        await using LivingLab lab = await LivingLab.UpAsync("values", Lab(before));
        Task<CliRun> ping = lab.ExecAsync("h1", "ping", "-q", "-i", "0.01", "-c", "200", "10.1.0.2");
        string index = await lab.ShellAsync("h3", "ip -o link show eth0 | cut -d: -f1");
        (await lab.ApplyAsync(Lab(after))).ShouldBe(["change-link h3 -- s1"]);
        (await ping).ShouldExit(0).Out.ShouldContain("200 received");
        (await lab.WeirAsync("link", "show", "h3--s1")).ShouldExit(0).Out.ShouldContain(expected);
        (await lab.ShellAsync("h3", "ip -o link show eth0 | cut -d: -f1")).ShouldBe(index);
    }

    [Fact]
    public async Task A_value_that_was_set_by_hand_stays_when_the_file_changes_another()
    {
        static string Lab(string values) => $"nodes:\n  h[1..2]: {{}}\nlinks:\n  - h1 -- h2: {{ {values} }}\n";
        await using LivingLab lab = await LivingLab.UpAsync("byhand", Lab("delay: 1 ms, loss: 1 %"));
        (await lab.WeirAsync("link", "set", "h1--h2", "loss=5%")).ShouldExit(0);
        (await lab.ApplyAsync(Lab("delay: 9 ms, loss: 1 %"))).ShouldBe(["change-link h1 -- h2"]);
        (await lab.WeirAsync("link", "show")).ShouldExit(0).Out.ShouldContain("9 ms, loss 5 %");
        (await lab.WeirAsync("link", "reset", "h1--h2")).ShouldExit(0).Out.ShouldContain("9 ms, loss 1 %");
    }

    [Fact]
    public async Task Links_come_and_go_and_routes_follow()
    {
        static string Lab(string more) => $$"""
            nodes:
              r[1..2]: { kind: router }
              h[1..2]: {}
            links:
              - h1 -- r1
              - r1 -- r2
            {{more}}
            """;
        await using LivingLab lab = await LivingLab.UpAsync("links", Lab(""));
        string[] steps = await lab.ApplyAsync(Lab("  - r2 -- h2: { delay: 2 ms }"));
        steps.ShouldContain("add-link r2 -- h2");
        steps.ShouldContain("change-routes r1");
        (await lab.ExecAsync("h1", "ping", "-c", "1", "-W", "5", "10.0.0.5")).ShouldExit(0);
        (await lab.ApplyAsync(Lab("  - r2 -- h2"))).ShouldBe(["change-link r2 -- h2"]);
        steps = await lab.ApplyAsync(Lab(""));
        steps.ShouldContain("remove-link r2 -- h2");
        (await lab.ShellAsync("h2", "ip -br link show | grep -v ^lo; true")).ShouldBeEmpty();
        (await lab.ExecAsync("h1", "ping", "-c", "1", "-W", "5", "10.0.0.3")).ShouldExit(0);
    }

    [Fact]
    public async Task A_program_whose_declaration_changed_is_started_anew_and_the_others_go_on()
    {
        await using LivingLab lab = await LivingLab.UpAsync("programs", Before);
        string[] steps = await lab.ApplyAsync(Before.Replace("port: 80,", "port: 81,", StringComparison.Ordinal).Replace("tcp: 80 ", "tcp: 81 ", StringComparison.Ordinal) + "  other: { on: h1, run: sleep 1000 }\n");
        steps.ShouldBe(["stop-program keep", "start-program keep", "start-program other"]);
        (await lab.ExecAsync("h1", "curl", "-sf", "-o", "/dev/null", "http://10.1.0.3:81/")).ShouldExit(0);
        (await lab.ExecAsync("h1", "curl", "-sf", "-m", "2", "http://10.1.0.3:80/")).ExitCode.ShouldNotBe(0);
        string pid = await lab.ShellAsync("h1", "pgrep -f 'sleep 1000' | head -1");
        (await lab.ApplyAsync(Before + "  other: { on: h1, run: sleep 1000 }\n")).ShouldBe(["stop-program keep", "start-program keep"]);
        (await lab.ShellAsync("h1", "pgrep -f 'sleep 1000' | head -1")).ShouldBe(pid);
        (await lab.ApplyAsync(Before)).ShouldBe(["stop-program other"]);
    }

    [Theory]
    [InlineData("name: other\n", "the lab is called 'refused'", 1)]
    [InlineData("seed: 5\n", "the seed 1 has decided", 2)]
    [InlineData("checks:\n  - ping: { from: h1, to: h3 }\n", "'checks' cannot change", 2)]
    [InlineData("events:\n  - at: 1 h\n    mark: later\n", "'events' cannot change", 2)]
    [InlineData("captures:\n  - at: s1\n", "'captures' cannot change", 2)]
    public async Task What_a_living_run_cannot_change_is_refused_with_its_place_and_nothing_is_done(string added, string said, int line)
    {
        await using LivingLab lab = await LivingLab.UpAsync("refused", Before);
        string text = (added.StartsWith("name", StringComparison.Ordinal) ? added : "name: refused\n" + added) + Before.Replace("h[1..3]", "h[1..4]", StringComparison.Ordinal);
        File.WriteAllText(lab.File, text);
        CliRun refused = (await lab.WeirAsync("apply", "--run", lab.Entry.Id.Text, lab.File)).ShouldExit(2);
        refused.Error.ShouldContain($"refused.lab.yaml:{line}:1: {said}", customMessage: refused.Error);
        (await lab.WeirAsync("exec", "h4", "--", "true")).ShouldExit(2);
    }

    [Fact]
    public async Task A_capture_goes_on_and_what_it_does_not_watch_is_said()
    {
        const string captures = "captures:\n  - at: s1\n";
        await using LivingLab lab = await LivingLab.UpAsync("captured", Before + captures);
        (await lab.ApplyAsync(Before.Replace("h[1..3]", "h[1..4]", StringComparison.Ordinal) + captures)).ShouldBe(["add-node h4", "add-link h4 -- s1", "keep-capture s1", "rewrite-hosts "]);
        (await lab.ExecAsync("h4", "ping", "-c", "3", "-i", "0.2", "-W", "5", "10.1.0.1")).ShouldExit(0);
        // The ports of h1 and h2 go on being watched; that of h3 goes with it.
        (await lab.ApplyAsync(Before.Replace("h[1..3]", "h[1..2]", StringComparison.Ordinal).Replace("h3", "h2", StringComparison.Ordinal) + captures)).ShouldContain("remove-node h3");
        (await lab.ExecAsync("h2", "ping", "-c", "3", "-i", "0.2", "-W", "5", "10.1.0.1")).ShouldExit(0);
        (await lab.WeirAsync("events")).ShouldExit(0).Out.ShouldContain("capture s1 goes on without s1-eth3");
    }

    [Fact]
    public async Task A_step_that_fails_is_named_and_what_was_done_stands_until_the_file_is_mended()
    {
        await using LivingLab lab = await LivingLab.UpAsync("failing", Before);
        lab.Write(Before.Replace("h[1..3]", "h[1..4]", StringComparison.Ordinal) + "  bad: { on: h4, run: exit 3, ready: { tcp: 99, timeout: 20 s } }\n");
        (await lab.WeirAsync("apply", lab.File)).ShouldExit(5).Error.ShouldContain("(start program bad on h4)");
        (await lab.ExecAsync("h4", "ping", "-c", "1", "-W", "5", "10.1.0.1")).ShouldExit(0);
        (await lab.ApplyAsync(Before.Replace("h[1..3]", "h[1..4]", StringComparison.Ordinal))).ShouldBe(["stop-program bad"]);
        (await lab.ApplyAsync(Before)).ShouldBe(["remove-link h4 -- s1", "remove-node h4", "rewrite-hosts "]);
    }

    [Fact]
    public async Task Mistakes_of_a_changed_file_are_told_with_their_places()
    {
        await using LivingLab lab = await LivingLab.UpAsync("mistakes", Before);
        lab.Write(Before.Replace("kind: bridge", "kind: brigde", StringComparison.Ordinal));
        CliRun refused = (await lab.WeirAsync("apply", lab.File)).ShouldExit(2);
        refused.Error.ShouldContain("mistakes.lab.yaml:3:");
        refused.Error.ShouldContain("bridge");
    }

    [Fact]
    public async Task One_change_of_a_lab_with_a_hundred_hosts_takes_less_than_200_ms()
    {
        static string Lab(int hosts) => $"nodes:\n  s1: {{ kind: bridge }}\n  h[1..{hosts}]: {{}}\nlinks:\n  - h[1..{hosts}] -- s1\n";
        await using LivingLab lab = await LivingLab.UpAsync("hundred", Lab(100));
        var seconds = new List<double>();
        foreach (int hosts in (int[])[101, 100, 101, 100, 101])
        {
            lab.Write(Lab(hosts));
            using var json = JsonDocument.Parse((await lab.WeirAsync("apply", "--json", lab.File)).ShouldExit(0).Out);
            seconds.Add(json.RootElement.GetProperty("seconds").GetDouble());
        }

        // The first ones compile the code that they run.
        seconds.Order().First().ShouldBeLessThan(0.2, string.Join(", ", seconds.Select(one => one.ToString("F3", CultureInfo.InvariantCulture))));
        (await lab.ExecAsync("h1", "ping", "-c", "1", "-W", "5", "10.1.0.101")).ShouldExit(0);
    }

    private static string[] Texts(string json) => [.. JsonDocument.Parse(json).RootElement.GetProperty("steps").EnumerateArray().Select(step => step.GetProperty("text").GetString()!)];

    private static string[] Actions(string json) => [.. JsonDocument.Parse(json).RootElement.GetProperty("steps").EnumerateArray().Select(step => $"{step.GetProperty("step").GetString()} {step.GetProperty("subject").GetString()}")];

    [Fact]
    public async Task An_open_vswitch_gets_a_port_for_a_host_that_comes_and_loses_that_of_one_that_goes()
    {
        if (!File.Exists("/usr/share/openvswitch/vswitch.ovsschema")) { Assert.Skip("Open vSwitch is not installed (Debian: openvswitch-switch)"); }
        const string before = """
            nodes:
              s1: { kind: ovs }
              h[1..2]: {}
            links:
              - h[1..2] -- s1

            """;
        await using LivingLab lab = await LivingLab.UpAsync("ports", before);
        await lab.ApplyAsync(before.Replace("h[1..2]", "h[1..3]", StringComparison.Ordinal));
        (await lab.ExecAsync("h3", "ping", "-c", "1", "-W", "5", "10.1.0.1")).ShouldExit(0);
        string bridge = Path.Combine(lab.Entry.Folder, "control", "s1.mgmt");
        (await Fixtures.Shell.RunAsync($"ovs-ofctl show unix:{bridge}", "/")).Out.ShouldContain(" 3(eth2): ");
        await lab.ApplyAsync(before);
        (await Fixtures.Shell.RunAsync($"ovs-ofctl show unix:{bridge}", "/")).Out.ShouldNotContain("eth2");
        (await lab.ExecAsync("h2", "ping", "-c", "1", "-W", "5", "10.1.0.1")).ShouldExit(0);
    }

    /// <summary>A controller decides otherwise at once; a switch whose own declaration changed, or whose controller waits elsewhere, is made anew, and is under the file's word again.</summary>
    [Fact]
    public async Task Changed_controllers_and_flows_hold_for_switches_of_both_kinds()
    {
        SwitchKinds.Skip(SwitchKinds.Ovs);
        const string before = """
            nodes:
              s1: { kind: ovs, fail-mode: secure, flows: ["priority=0,actions=drop"] }
              s2: { kind: openflow, controller: c, fail-mode: secure }
              s3: { kind: ovs, controller: c, fail-mode: secure }
              a[1..2]: {}
              b[1..2]: {}
              d[1..2]: {}
            links:
              - a[1..2] -- s1
              - b[1..2] -- s2
              - d[1..2] -- s3
            controllers:
              c: { app: static, flows: ["priority=0,actions=drop"] }

            """;
        await using LivingLab lab = await LivingLab.UpAsync("changed", before);
        foreach (string pair in (string[])["a", "b", "d"]) { (await PingsAsync(lab, pair)).ShouldBeFalse($"{pair}: the file says drop"); }

        string open = before.Replace("{ app: static, flows: [\"priority=0,actions=drop\"] }", "hub", StringComparison.Ordinal);
        (await lab.ApplyAsync(open)).ShouldBe(["stop-program c", "start-program c"], "the switches stay as they are");
        foreach (string pair in (string[])["b", "d"]) { (await PingsAsync(lab, pair)).ShouldBeTrue($"{pair}: the new app floods"); }

        string flowing = open.Replace("priority=0,actions=drop", "priority=0,actions=normal", StringComparison.Ordinal);
        (await lab.ApplyAsync(flowing)).ShouldBe(["remove-link a1 -- s1", "remove-link a2 -- s1", "remove-node s1", "add-node s1", "add-link a1 -- s1", "add-link a2 -- s1"]);
        (await PingsAsync(lab, "a")).ShouldBeTrue("the new flow");

        string moved = flowing.Replace("c: hub", "c: { app: hub, on: a1, listen: \":6653\" }", StringComparison.Ordinal);
        (await lab.ApplyAsync(moved)).ShouldBe(
        [
            "stop-program c", "remove-link b1 -- s2", "remove-link b2 -- s2", "remove-link d1 -- s3", "remove-link d2 -- s3", "remove-node s2", "remove-node s3", "add-node s2", "add-node s3",
            "add-link b1 -- s2", "add-link b2 -- s2", "add-link d1 -- s3", "add-link d2 -- s3", "start-program c",
        ]);
        foreach (string pair in (string[])["b", "d"]) { (await PingsAsync(lab, pair)).ShouldBeTrue($"{pair}: it controls from its node"); }

        // Without the controller's section nobody is there whom the switches could name.
        lab.Write(moved[..moved.IndexOf("controllers:", StringComparison.Ordinal)]);
        (await lab.WeirAsync("apply", lab.File)).ShouldExit(2).Error.ShouldContain("there is no controller 'c'");
    }

    private static async Task<bool> PingsAsync(LivingLab lab, string pair) => (await lab.ExecAsync(pair + "1", "ping", "-4", "-c", "4", "-i", "0.3", "-W", "1", pair + "2")).ExitCode == 0;

    /// <summary>A lab that is up for one test.</summary>
    private sealed class LivingLab : IAsyncDisposable
    {
        private readonly LabFolder _folder;
        private readonly string _name;

        private LivingLab(LabFolder folder, string name, string file, RunEntry entry)
        {
            _folder = folder;
            _name = name;
            File = file;
            Entry = entry;
        }

        public string File { get; }

        public RunEntry Entry { get; }

        public static async Task<LivingLab> UpAsync(string name, string text)
        {
            var folder = new LabFolder();
            string file = folder.Write(name, text);
            CliRun up = (await folder.WeirAsync("up", "--json", file)).ShouldExit(0);
            string id = JsonDocument.Parse(up.Out).RootElement.GetProperty("run").GetString()!;
            return new LivingLab(folder, name, file, RunRegistry.OfThisUser().All().Single(one => one.Id.Text == id));
        }

        public void Write(string text) => _folder.Write(_name, text);

        /// <summary>Runs a verb on this lab.</summary>
        public Task<CliRun> WeirAsync(string verb, params string[] args) => args.Contains("--run") ? _folder.WeirAsync([verb, .. args]) : _folder.WeirAsync([verb, "--run", Entry.Id.Text, .. args]);

        /// <summary>Follows a changed file; gives the actions and subjects of the steps.</summary>
        public async Task<string[]> ApplyAsync(string text)
        {
            Write(text);
            return Actions((await WeirAsync("apply", "--json", File)).ShouldExit(0).Out);
        }

        /// <summary>Runs a program in a node, with its output.</summary>
        public async Task<CliRun> ExecAsync(string node, params string[] command)
        {
            string output = Path.Combine(_folder.Root, Guid.NewGuid().ToString("N"));
            CliRun run = await WeirAsync("exec", [node, "--", "sh", "-c", "\"$@\" > " + output + " 2>&1", "sh", .. command]);
            return run with { Out = System.IO.File.Exists(output) ? System.IO.File.ReadAllText(output) : "" };
        }

        /// <summary>What a line of shell prints in a node.</summary>
        public async Task<string> ShellAsync(string node, string line)
        {
            string output = Path.Combine(_folder.Root, Guid.NewGuid().ToString("N"));
            (await WeirAsync("exec", node, "--", "sh", "-c", $"( {line} ) > {output}")).ShouldExit(0);
            return System.IO.File.ReadAllText(output).Trim();
        }

        public async ValueTask DisposeAsync()
        {
            try
            {
                (await _folder.WeirAsync("down", Entry.Id.Text)).ShouldExit(0);
            }
            finally
            {
                _folder.Dispose();
            }
        }
    }
}
