using System.Text;
using Weir.Cli.Labs;
using Weir.Declaration;
using Weir.Lab.Plan;

namespace Weir.Tests.Lab;

/// <summary>Controllers of a lab file: how switches name them, how they run, and what is said of mistakes.</summary>
public sealed class ControllerSectionTests
{
    private const string Text = """
        nodes:
          s1: { kind: openflow, controller: learning }
          s2: { kind: ovs, controller: [learning, tree] }
          s3: { kind: openflow, controller: "tcp:127.0.0.1:6653" }
          h[1..2]: {}
        links:
          - h1 -- s1 -- s2 -- h2
          - s2 -- s3
        controllers:
          learning: l2-learning
          tree: { app: spanning, on: h1, probe-every: 200 ms, ready: { delay: 1 s } }
          rules: { app: static, flows: ["in_port=4,actions=output:1", "priority=0,actions=normal"], flow-file: more.txt }
          outside: { app: hub, on: h2, listen: ":6653", certificate: own.pem, key: own.key }
        programs:
          ask: { on: h1, run: "true", after: learning }
        events:
          - { at: 1 s, program: { learning: kill } }
        """;

    [Fact]
    public void Switches_know_it_by_its_name_and_it_waits_for_them_at_a_socket_of_that_name()
    {
        LabPlan plan = LabText.Plan(Text);
        ProgramPlan learning = Of(plan, "learning");
        learning.Node.ShouldBeEmpty("it runs beside the nodes");
        learning.Switches.ShouldBe(["s1", "s2"]);
        learning.Command.Arguments.ShouldBe([ProgramCommand.Self, "controller", "l2-learning", "--socket", "learning"]);
        learning.Ready!.Text("log").ShouldBe("^all switches are connected");
        ProgramPlan tree = Of(plan, "tree");
        tree.Node.ShouldBe("h1");
        tree.Switches.ShouldBe(["s2"]);
        tree.Command.Arguments.ShouldBe([ProgramCommand.Self, "controller", "spanning", "--probe-every", "200 ms", "--socket", "tree"]);
        tree.Ready!.Has("log").ShouldBeFalse();
        Of(plan, "rules").Command.Arguments.Skip(2).ShouldBe(["static", "--flow", "in_port=4,actions=output:1", "--flow", "priority=0,actions=normal", "--flows", "more.txt", "--socket", "rules"]);
        Of(plan, "outside").Command.Arguments.Skip(2).ShouldBe(["hub", "--listen", ":6653", "--certificate", "own.pem", "--key", "own.key"]);
        Of(plan, "ask").Switches.ShouldBeNull();
        plan.Programs.Select(one => one.Name).ShouldBe(["learning", "tree", "rules", "outside", "ask"]);
    }

    [Fact]
    public void The_plan_and_the_drawings_show_who_controls_what()
    {
        LabPlan plan = LabText.Plan(Text);
        Encoding.UTF8.GetString(PlanJson.Bytes(plan)).ShouldContain("\"switches\"");
        LabGraph.Mermaid(plan).ShouldContain("c_n_learning -.- n_s2");
        LabGraph.Dot(plan).ShouldContain("\"controller tree\" -- \"s2\" [style=dashed];");
        LabGraph.Svg(plan).ShouldContain("controlled by learning, tree");
    }

    [Fact]
    public void The_number_of_a_switch_is_that_in_its_name_unless_two_have_the_same_or_the_file_says_another()
    {
        string plan = Encoding.UTF8.GetString(PlanJson.Bytes(LabText.Plan("nodes: { leaf1: { kind: ovs }, spine1: { kind: openflow }, s12: { kind: ovs }, s3: { kind: openflow, datapath-id: 77 }, h1: {} }")));
        using System.Text.Json.JsonDocument json = System.Text.Json.JsonDocument.Parse(plan);
        string?[] numbers = [.. json.RootElement.GetProperty("nodes").EnumerateArray().Select(node => node.TryGetProperty("number", out System.Text.Json.JsonElement number) ? number.GetString() : null)];
        numbers[2..].ShouldBe(["000000000000000c", "000000000000004d", null]);
        numbers[0].ShouldNotBe(numbers[1]);
        numbers[..2].ShouldNotContain("0000000000000001");
    }

    [Fact]
    public void A_part_of_a_lab_has_the_controllers_of_its_switches()
    {
        LabPlan part = LabText.PartOf(Text, "h1,s1");
        part.Programs.Select(one => one.Name).ShouldBe(["learning", "tree", "ask"]);
        Of(part, "learning").Switches.ShouldBe(["s1"]);
    }

    [Theory]
    [InlineData("nodes: { s1: { kind: openflow, controller: c1 } }", 1, 44, "there is no controller 'c1'", "add controllers: { c1: l2-learning }")]
    [InlineData("nodes: { s1: { kind: ovs, controller: lerning } }\ncontrollers: { learning: hub }", 1, 39, "there is no controller 'lerning'", "did you mean 'learning'?")]
    [InlineData("nodes: { s1: { kind: openflow, controller: \"tpc:1.2.3.4:5\" } }", 1, 44, "is not the name of a controller", "tcp:HOST[:PORT]")]
    [InlineData("controllers: { c1: l2-lerning }", 1, 20, "is not an app", "did you mean 'l2-learning'?")]
    [InlineData("controllers:\n  c1: { on: h1 }\nnodes: { h1: {} }", 2, 7, "app", "What decides")]
    [InlineData("controllers:\n  c1: { app: static }", 2, 9, "needs flows", "add flows")]
    [InlineData("controllers:\n  c1: { app: hub, flows: [\"in_port=1,actions=drop\"] }", 2, 19, "'flows' is for static", "remove it")]
    [InlineData("controllers:\n  c1: { app: static, flows: [\"in_prt=1,actions=drop\"] }", 2, 30, "is not a flow", "in_port")]
    [InlineData("controllers:\n  c1: { app: l2-learning, idle-timeout: 1500 ms }", 2, 27, "whole seconds", "1 s")]
    [InlineData("controllers:\n  c1: { app: hub, listen: \":6653\" }", 2, 19, "on no node", "add on")]
    [InlineData("controllers:\n  c1: { app: hub, ca: x.pem }", 2, 19, "TLS", "add certificate: FILE")]
    [InlineData("nodes: { h1: {} }\ncontrollers:\n  c1: { app: hub, on: h1, listen: \"tcp:1.2.3.4:6653\" }", 3, 27, "is no place to listen", "write :6653")]
    [InlineData("nodes: { h1: { kind: uml }, s1: { kind: ovs, controller: c1 } }\ncontrollers:\n  c1: { app: hub, on: h1, listen: \":6653\" }", 3, 27, "another kernel", "remove listen")]
    [InlineData("nodes: { s1: { kind: ovs, controller: \"ptcp:6653\" } }", 1, 39, "is not the name of a controller", "waits for connections")]
    [InlineData("nodes: { s1: { kind: ovs, controller: \"ssl:10.0.0.1\" } }", 1, 27, "lacks certificate and key and ca", "add certificate: FILE, key: FILE, ca: FILE")]
    [InlineData("nodes: { s1: { kind: openflow, controller: c1 } }\ncontrollers:\n  c1: { app: hub, certificate: x.pem, key: x.key, ca: y.pem }", 1, 32, "speaks TLS with c1", "add certificate: FILE, key: FILE")]
    [InlineData("nodes: { s1: { kind: openflow, controller: c1, ca: x.pem } }\ncontrollers:\n  c1: hub", 1, 48, "no controller of 's1' speaks it", "ssl:HOST:PORT")]
    [InlineData("nodes: { s1: { kind: openflow, listen: \"pssl:6654\" } }", 1, 32, "waits for connections over TLS", "add certificate: FILE, key: FILE")]
    [InlineData("nodes: { s1: { kind: ovs } }\ncontrollers:\n  c1: { app: hub, on: s1 }", 3, 19, "runs no programs", "name a host")]
    [InlineData("nodes: { h1: {} }\ncontrollers: { c1: hub }\nprograms: { c1: { on: h1, run: x } }", 3, 13, "there is a program 'c1' already, at 2:16", "remove one")]
    [InlineData("nodes: { h1: { kind: memory } }\ncontrollers: { c1: hub }", 2, 16, "in memory", "openflow")]
    public void A_mistake_is_said_with_its_place_and_what_would_be_right(string text, int line, int column, string what, string hint)
    {
        Mistake mistake = LabText.Mistakes(text)[0];
        (mistake.Place.Line, mistake.Place.Column).ShouldBe((line, column), mistake.ToString());
        mistake.Message.ShouldContain(what);
        (mistake.Hint ?? "").ShouldContain(hint);
    }

    private static ProgramPlan Of(LabPlan plan, string name) => plan.Programs.Single(one => one.Name == name);
}
