using System.Text.Json;
using System.Text.RegularExpressions;
using Weir.Tests.Fixtures;
using Weir.Tests.Platform;
using Weir.Tests.Running;

namespace Weir.Tests.Switching;

/// <summary>The node kind in labs that run.</summary>
[Collection("the machine's processes")]
public sealed class OpenFlowNodeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("weir-openflow-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_lab_with_two_standalone_switches_runs_and_every_host_reaches_every_other()
    {
        RootOnly.Skip();
        Write("name: standalone-switches\n", duration: "1 s");
        (await ToolRun.RunAsync(_folder, "run", "switch.lab.yaml")).ShouldExit(0);
        string run = Directory.GetDirectories(Path.Combine(_folder, "runs")).ShouldHaveSingleItem();
        JsonElement account = JsonDocument.Parse(File.ReadLines(Path.Combine(run, "counters.jsonl")).Last()).RootElement.GetProperty("nodes").GetProperty("s1");
        long received = account.GetProperty("received").GetInt64();
        received.ShouldBeGreaterThan(0);
        // A packet or two of the hosts' own may pass while it is counted.
        account.EnumerateObject().Where(one => one.Name != "received").Sum(one => one.Value.GetInt64()).ShouldBeInRange(received - 3, received + 3);
    }

    [Fact]
    public async Task A_mistake_in_a_place_for_connections_is_said()
    {
        RootOnly.Skip();
        Write("name: wrong-place\n", duration: "1 s", more: ", controller: 'tpc:127.0.0.1:6653'");
        Shell run = await ToolRun.RunAsync(_folder, "run", "switch.lab.yaml");
        run.ExitCode.ShouldBe(2, run.Error);
        run.Error.ShouldContain("tcp:HOST[:PORT], ssl:HOST[:PORT] or unix:PATH");
    }

    [Fact]
    public async Task A_mirror_that_is_no_neighbour_is_said_with_the_neighbours()
    {
        RootOnly.Skip();
        Write("name: wrong-mirror\n", duration: "1 s", more: ", mirror: h9, local: h1");
        Shell run = await ToolRun.RunAsync(_folder, "run", "switch.lab.yaml");
        run.ExitCode.ShouldBe(2, run.Error);
        run.Error.ShouldContain("no link joins 's1' to 'h9'");
        run.Error.ShouldContain("its neighbours are h1, h2, s2");
    }

    [Fact]
    public async Task When_the_run_is_killed_the_kernel_has_no_program_and_no_table_of_it()
    {
        RootOnly.Skip();
        await SwitchScene.NeedAsync("bpftool", "bpftool");
        Write("name: killed-switch\n", duration: "120 s");
        HashSet<string> before = await IdsAsync();
        using ToolRun run = ToolRun.Start(_folder, "run", "switch.lab.yaml");
        HashSet<string> own = [];
        await SwitchScene.UntilAsync(async () =>
        {
            own = await IdsAsync();
            own.ExceptWith(before);
            return own.Count >= 2 || run.HasEnded;
        }, "the switches are there");
        run.HasEnded.ShouldBeFalse();
        run.Kill();
        await SwitchScene.UntilAsync(async () => !own.Overlaps(await IdsAsync()), "the kernel took the programs and tables away");
    }

    // Programs and tables by their numbers, which the kernel gives once.
    private static async Task<HashSet<string>> IdsAsync()
    {
        Shell shown = await Shell.RunAsync("bpftool prog show; bpftool map show", "/");
        return [.. Regex.Matches(shown.Out, @"^(\d+): \w+ +name weir_(?:switch|flows|counters|meters)", RegexOptions.Multiline).Select(match => match.Groups[1].Value)];
    }

    private void Write(string head, string duration, string more = "") => File.WriteAllText(Path.Combine(_folder, "switch.lab.yaml"), $$"""
        {{head}}nodes:
          h[1..3]: {}
          s1: {kind: openflow, fail-mode: standalone{{more}}}
          s2: {kind: openflow, fail-mode: standalone}
        links:
          - h1 -- s1
          - h2 -- s1
          - h3 -- s2
          - s1 -- s2
        duration: {{duration}}
        checks:
          - ping: { from: h1, to: h2 }
          - ping: { from: h1, to: h3 }
          - ping: { from: h3, to: h2 }
        """);
}
