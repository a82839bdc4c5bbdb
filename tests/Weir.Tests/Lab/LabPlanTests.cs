using Weir.Lab.Plan;

namespace Weir.Tests.Lab;

/// <summary>What lab files become.</summary>
public sealed class LabPlanTests
{
    private const string Routed = """
        nodes:
          s[1..2]: { kind: bridge }
          r[1..2]: { kind: router }
          a: {}
          b: {}
        links: [a -- s1, s1 -- r1, r1 -- r2, r2 -- s2, s2 -- b]
        """;

    [Fact]
    public void Ranges_templates_and_variables_give_every_thing_its_own()
    {
        LabPlan plan = LabText.Plan(LabText.Rich);
        plan.Nodes.Select(n => n.Name).ShouldBe(["s1", "s2", "r1", "h1", "h2", "h3", "server"]);
        plan.Links.Select(l => l.Name).ShouldBe(["h1 -- s1", "h2 -- s1", "h3 -- s1", "server -- s2", "s1 -- r1", "r1 -- s2"]);
        plan.Programs.Select(p => (p.Name, p.Node)).ShouldBe([("web", "server"), ("load1", "h1"), ("load2", "h2"), ("load3", "h3")]);
        plan.Programs[2].Environment.ShouldBe([new("CLIENT", "2")]);
        plan.Node("h2")!.Memory.ShouldBe(DataSize.Parse("64 MiB"));
        plan.Duration.ShouldBe(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void What_is_set_wins_over_the_environment_and_that_over_the_file()
    {
        const string text = "vars: { n: 1 }\nnodes: { \"h[1..${n}]\": {} }";
        LabText.Plan(text).Nodes.Count.ShouldBe(1);
        LabText.Read(text, environment: name => name == "WEIR_VAR_n" ? "2" : null).Plan!.Nodes.Count.ShouldBe(2);
        LabText.Read(text, [new("n", "3")], name => name == "WEIR_VAR_n" ? "2" : null).Plan!.Nodes.Count.ShouldBe(3);
        LabText.Plan("nodes: { \"h[1..${m:=4}]\": {} }").Nodes.Count.ShouldBe(4);
        LabText.Plan("nodes: { h1: {} }\nprograms: { p: { on: h1, run: \"echo $${HOME}\" } }").Programs[0].Command.Arguments[^1].ShouldBe("echo ${HOME}");
    }

    [Theory]
    [InlineData("h[1..3]", "h1 h2 h3")]
    [InlineData("h[1..9..4]", "h1 h5 h9")]
    [InlineData("leaf[a..c]", "leafa leafb leafc")]
    [InlineData("s[1..2]-p[1..2]", "s1-p1 s1-p2 s2-p1 s2-p2")]
    [InlineData("h[1..0]", "")]
    public void Ranges_expand(string range, string names) =>
        string.Join(' ', LabText.Plan($"nodes: {{ \"{range}\": {{}} }}").Nodes.Select(n => n.Name)).ShouldBe(names);

    [Theory]
    [InlineData("h[1..3] -- s1", "h1 -- s1|h2 -- s1|h3 -- s1")]
    [InlineData("h[1..3] -- t[1..3]", "h1 -- t1|h2 -- t2|h3 -- t3")]
    [InlineData("h1 -- s1 -- h2", "h1 -- s1|s1 -- h2")]
    [InlineData("h* -- s1", "h1 -- s1|h2 -- s1|h3 -- s1")]
    public void Links_join_one_with_many_pairs_and_chains(string link, string names) =>
        string.Join('|', LabText.Plan($"nodes: {{ s1: {{ kind: bridge }}, \"h[1..3]\": {{}}, \"t[1..3]\": {{}} }}\nlinks: [\"{link}\"]").Links.Select(l => l.Name)).ShouldBe(names);

    [Fact]
    public void A_second_link_between_the_same_two_is_numbered_and_both_orders_name_it()
    {
        LabPlan plan = LabText.Plan("""
            nodes: { a: {}, b: {} }
            links:
              - a -- b
              - b -- a
            captures:
              - b -- a
            events:
              - at: 1 s
                link: { b -- a (2): down, b -- a: down }
            """);
        plan.Links.Select(l => l.Name).ShouldBe(["a -- b", "b -- a (2)"]);
        plan.Captures[0].Interfaces.Select(i => i.FullName).ShouldBe(["a-eth0", "b-eth0"]);
        plan.Events[0].Targets.Select(t => t.Name).ShouldBe(["b -- a (2)", "a -- b"]);
    }

    [Fact]
    public void Addresses_follow_the_order_of_the_file()
    {
        LabPlan plan = LabText.Plan(LabText.Rich);
        plan.Segments.Select(s => s.Prefix4.ToString()).ShouldBe(["10.1.0.0/16", "10.2.0.0/16"]);
        plan.Segments[0].Members.ShouldBe(["h1-eth0", "h2-eth0", "h3-eth0", "r1-eth0"]);
        InterfacePlan h2 = plan.Interface("h2-eth0")!;
        h2.Addresses.Select(a => a.ToString()).ShouldBe(["10.1.0.2/16", "fd00:77:1::2/64"]);
        h2.Mac.ToString().ShouldBe("02:77:00:01:00:02");
        plan.HostsFile.ShouldContain("10.2.0.1 server server-eth0");
        plan.Nodes.SelectMany(n => n.Interfaces).Select(i => i.Mac).ShouldBeUnique();
    }

    [Fact]
    public void Routers_reach_every_segment_and_hosts_go_out_over_the_first_router()
    {
        LabPlan plan = LabText.Plan(Routed);
        plan.Interface("r1-eth1")!.Addresses.Select(a => a.ToString()).ShouldBe(["10.0.0.0/31", "fd00:77:0:1::/127"]);
        plan.Interface("r2-eth0")!.Addresses.Select(a => a.ToString()).ShouldBe(["10.0.0.1/31", "fd00:77:0:1::1/127"]);
        Routes("a").ShouldBe(["0.0.0.0/0 10.1.0.2 eth0", "::/0 fd00:77:1::2 eth0"]);
        Routes("r1").ShouldBe(["10.2.0.0/16 10.0.0.1 eth1", "fd00:77:2::/64 fd00:77:0:1::1 eth1"]);
        Routes("s1").ShouldBeEmpty();

        string[] Routes(string node) => [.. plan.Node(node)!.Routes.Select(r => $"{r.To} {r.Via} {r.Interface}")];
    }

    [Fact]
    public void What_a_node_or_link_says_of_addresses_and_routes_holds()
    {
        LabPlan plan = LabText.Plan("""
            nodes:
              a: { addresses: 192.168.7.2/24, mac: "02:00:00:00:00:0A", routes: [{ to: default, via: r }] }
              r: { kind: router }
              b: {}
            links:
              - a -- r: { addresses: { r: [192.168.7.1/24] } }
              - r -- b
            """);
        plan.Interface("a-eth0")!.Addresses.Select(x => x.ToString()).ShouldBe(["192.168.7.2/24"]);
        plan.Interface("a-eth0")!.Mac.ToString().ShouldBe("02:00:00:00:00:0a");
        plan.Node("a")!.Routes.Select(r => r.ToString()).ShouldHaveSingleItem().ShouldContain("192.168.7.1");
        plan.Segments[0].Networks.Select(n => n.ToString()).ShouldBe(["192.168.7.0/24"]);
        plan.Node("b")!.Routes.Count.ShouldBe(2);
    }

    [Fact]
    public void The_plan_says_what_carries_a_link_and_why()
    {
        LabPlan plan = LabText.Plan("""
            nodes: { "h[1..6]": {} }
            links:
              - h1 -- h2
              - h2 -- h3: { rate: 1 Mbit/s }
              - h3 -- h4: { delay: 1 ms }
              - h4 -- h5
              - h5 -- h6: { delay: 1 ms, backend: netem }
            events:
              - { at: 1 s, link: { h4 -- h5: { loss: 5 % } } }
            """);
        plan.Links.Select(l => l.Backend).ShouldBe([LinkBackend.Kernel, LinkBackend.Kernel, LinkBackend.Engine, LinkBackend.Engine, LinkBackend.Netem]);
        plan.Links[3].BackendReason.ShouldStartWith("loss");
    }

    [Fact]
    public void An_end_may_differ_in_its_direction()
    {
        LinkPlan link = LabText.Plan(LabText.Rich).Links[5];
        (link.AtoB.Loss, link.BtoA.Loss).ShouldBe((0.01, 0));
        (link.AtoB.Delay, link.BtoA.Delay).ShouldBe((TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(5)));
    }

    [Theory]
    [InlineData("single: 5", 6, 5)]
    [InlineData("linear: { switches: 4, hosts: 2 }", 12, 11)]
    [InlineData("tree: { depth: 2, fanout: 4 }", 21, 20)]
    [InlineData("ring: 6", 12, 12)]
    [InlineData("star: 8", 9, 8)]
    [InlineData("mesh: 5", 10, 15)]
    [InlineData("fat-tree: 4", 36, 48)]
    public void Topologies_generate(string topology, int nodes, int links)
    {
        LabPlan plan = LabText.Plan($"topology: {{ {topology} }}");
        (plan.Nodes.Count, plan.Links.Count).ShouldBe((nodes, links));
        // Every host has an address, and a way to every segment that is not its own.
        foreach (NodePlan host in plan.Nodes.Where(n => n.Name.StartsWith('h')))
        {
            host.Interfaces[0].Addresses.Count.ShouldBe(2);
            (host.Routes.Count == 2 || plan.Segments.Count == 1).ShouldBeTrue();
        }
    }

    [Fact]
    public void Included_files_come_first_and_the_including_file_decides()
    {
        const string text = "include: base.lab.yaml\nseed: 3\nvars: { n: 2 }\nnodes: { c: {} }\nlinks: [c -- s1]";
        Weir.Lab.LabReading reading = LabText.Read(text, files: new() { ["base.lab.yaml"] = "seed: 1\nduration: 5 s\nvars: { n: 1 }\nnodes: { s1: { kind: bridge }, \"h[1..${n}]\": {} }\nlinks: [\"h* -- s1\"]" });
        LabPlan plan = reading.Plan.ShouldNotBeNull(string.Join('\n', reading.Mistakes));
        plan.Nodes.Select(n => n.Name).ShouldBe(["s1", "h1", "h2", "c"]);
        (plan.Seed, plan.Duration).ShouldBe((3, TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public void Anchors_and_merge_keys_work()
    {
        LabPlan plan = LabText.Plan("x-slow: &slow { rate: 1 Mbit/s, delay: 5 ms }\nnodes: { a: {}, b: {} }\nlinks:\n  - a -- b: { <<: *slow, delay: 9 ms }");
        plan.Links[0].AtoB.Delay.ShouldBe(TimeSpan.FromMilliseconds(9));
        plan.Links[0].AtoB.Rate.ShouldBe(DataRate.Parse("1 Mbit/s"));
    }

    [Fact]
    public void Checks_have_names_and_a_time()
    {
        LabPlan plan = LabText.Plan(LabText.Rich);
        plan.Checks.Select(c => c.Name).ShouldBe(["ping h1,h2,h3 server", "rtt h1 server", "http h1 http://server:8080/", "no-resets", "exit load1", "interface server-eth0"]);
        plan.Checks.Select(c => c.Mode).ShouldBe([CheckMode.Within, CheckMode.Ready, CheckMode.Ready, CheckMode.End, CheckMode.End, CheckMode.Always]);
        plan.Captures.Select(c => c.Name).ShouldBe(["s1", "ends"]);
    }

    [Fact]
    public void Programs_come_after_what_they_wait_for() =>
        LabText.Plan("nodes: { h: {} }\nprograms:\n  c: { on: h, run: x, after: b }\n  b: { on: h, run: x, after: { a: exit } }\n  a: { on: h, run: x }").Programs.Select(p => p.Name).ShouldBe(["a", "b", "c"]);

    [Fact]
    public void Kernel_names_fit_and_stay_the_same()
    {
        KernelNames.Of("h1-eth0").ShouldBe("h1-eth0");
        KernelNames.Of("a-name-of-31-characters-as-they-eth12").ShouldBe(KernelNames.Of("a-name-of-31-characters-as-they-eth12"));
        KernelNames.Of("a-name-of-31-characters-as-they-eth12").Length.ShouldBe(15);
        string[] names = [.. Enumerable.Range(0, 20_000).Select(i => KernelNames.Of($"a-long-name-of-a-node-{i}-eth0"))];
        names.ShouldBeUnique();
    }

    [Fact]
    public void The_same_file_and_seed_give_the_same_bytes()
    {
        var random = new Random(11);
        for (int round = 0; round < 40; round++)
        {
            string text = RandomLab(random);
            PlanJson.Bytes(LabText.Plan(text)).ShouldBe(PlanJson.Bytes(LabText.Plan(text)), text);
        }
    }

    private static string RandomLab(Random random)
    {
        int hosts = random.Next(1, 40);
        int switches = random.Next(1, 5);
        var lines = new List<string> { $"seed: {random.Next()}", "nodes:", $"  h[1..{hosts}]: {{}}", $"  s[1..{switches}]: {{ kind: {(random.Next(2) == 0 ? "bridge" : "router")} }}", "links:" };
        for (int i = 1; i < switches; i++) { lines.Add($"  - s{random.Next(1, i + 1)} -- s{i + 1}: {{ delay: {random.Next(1, 50)} ms, loss: {random.Next(0, 10)} % }}"); }
        for (int i = 1; i <= hosts; i++) { lines.Add($"  - h{i} -- s{random.Next(1, switches + 1)}"); }
        lines.Add("checks:");
        for (int i = 0; i < random.Next(1, 5); i++) { lines.Add($"  - ping: {{ from: h{random.Next(1, hosts + 1)}, to: \"h*\" }}"); }
        return string.Join('\n', lines);
    }
}
