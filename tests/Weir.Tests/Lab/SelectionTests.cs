using Weir.Lab.Plan;

namespace Weir.Tests.Lab;

/// <summary>A part of a lab: chosen nodes, what is between them, and what became of the rest.</summary>
public sealed class SelectionTests
{
    private const string Text = """
        name: parts
        nodes:
          s[1..2]: { kind: bridge }
          h[1..4]: {}
        links:
          - h[1..2] -- s1
          - h[3..4] -- s2
          - s1 -- s2: { delay: 5 ms }
        programs:
          web: { on: h3, kind: http-server, port: 80 }
          get: { on: h1, run: "true", after: web }
        captures:
          - at: s2
          - at: s1
        events:
          - at: 1 s
            link: { s1 -- s2: down, h1 -- s1: down }
        checks:
          - ping: { from: h1, to: h2 }
          - ping: { from: h1, to: h4 }
          - http: { from: h2, url: "http://h3/" }
          - exit: web
        """;

    [Fact]
    public void The_links_between_the_chosen_nodes_stay_and_have_the_addresses_of_the_whole_lab()
    {
        LabPlan whole = LabText.Plan(Text);
        LabPlan part = LabText.PartOf(Text, "h[1..2],s1");
        part.Nodes.Select(node => node.Name).ShouldBe(["s1", "h1", "h2"]);
        part.Links.Select(link => link.Name).ShouldBe(["h1 -- s1", "h2 -- s1"]);
        part.Node("h2")!.Interfaces.ShouldHaveSingleItem().Addresses.ShouldBe(whole.Node("h2")!.Interfaces[0].Addresses);
        part.Node("s1")!.Interfaces.Count.ShouldBe(2);
        part.Nodes.SelectMany(node => node.Interfaces).ShouldAllBe(one => part.Links[one.Link].A.FullName == one.FullName || part.Links[one.Link].B.FullName == one.FullName);
        part.Captures.ShouldHaveSingleItem().Interfaces.Count.ShouldBe(2);
    }

    [Fact]
    public void What_refers_to_the_rest_is_left_out_and_checks_say_so()
    {
        LabPlan part = LabText.PartOf(Text, "h1", "h2", "s1");
        part.Programs.ShouldHaveSingleItem().After.ShouldBeEmpty();
        part.Events.ShouldHaveSingleItem().Targets.ShouldHaveSingleItem().Name.ShouldBe("h1 -- s1");
        part.Checks.Select(check => check.LeftOut).ShouldBe([null, "'h4' was left out", "'h3' was left out", "'web' was left out"]);
    }

    [Fact]
    public async Task A_run_of_a_part_skips_what_it_cannot_look_at_and_holds()
    {
        using var folder = new Running.LabFolder();
        (int exit, System.Text.Json.JsonElement json, string error) = await folder.RunAsync("part", Text.Replace("name: parts\n", "", StringComparison.Ordinal), "--only", "h1,h2,s1");
        json.GetProperty("checks").EnumerateArray().Select(check => check.GetProperty("result").GetString()).ShouldBe(["pass", "skip", "skip", "skip"]);
        exit.ShouldBe(0, error);
    }

    [Fact]
    public void A_name_that_is_no_node_is_refused_with_the_nearest_one() =>
        Should.Throw<WeirException>(() => LabText.PartOf(Text, "h5")).Message.ShouldStartWith("there is no node 'h5': did you mean");
}
