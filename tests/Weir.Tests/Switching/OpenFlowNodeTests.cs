using System.Text.Json;
using Microsoft.Win32.SafeHandles;
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
    public async Task When_the_run_is_killed_the_kernel_has_no_program_no_table_no_link_no_tap_and_no_interface_of_it()
    {
        RootOnly.Skip();
        await SwitchScene.NeedAsync("bpftool", "bpftool");
        Write("name: killed-switch\n", duration: "120 s");
        using ToolRun run = ToolRun.Start(_folder, "run", "switch.lab.yaml");
        HeldObjects held = HeldObjects.Of(run.Id);
        await SwitchScene.UntilAsync(() =>
        {
            held = HeldObjects.Of(run.Id);
            return Task.FromResult(held.Links.Count >= 5 || run.HasEnded);
        }, "the programs are at the ports of both switches");
        (held.Programs.Count, held.Tables.Count, held.Links.Count, held.Taps.Count).ShouldBe((2, 6, 5, 2));
        (await held.StillThereAsync()).ShouldBe([.. held.Programs, .. held.Tables, .. held.Links], ignoreOrder: true);

        // A descriptor of the test's own keeps the namespace of the ports, so that what is left there could be seen.
        using (SafeFileHandle ports = await held.OpenNamespaceWithTapsAsync(run.Id))
        {
            run.Kill();
            await SwitchScene.UntilAsync(async () => (await held.StillThereAsync()).Count == 0, "the kernel took the programs, tables and links away");
            string inside = $"nsenter --net=/proc/{Environment.ProcessId}/fd/{ports.DangerousGetHandle()}";
            await SwitchScene.UntilAsync(async () => !held.Taps.Overlaps(HeldObjects.NamesIn((await Shell.RunAsync($"{inside} ip -o link", "/")).ShouldExit(0).Out)), "the taps are gone");
            (await Shell.RunAsync($"{inside} tc qdisc show", "/")).ShouldExit(0).Out.ShouldNotContain("clsact");
        }

        await SwitchScene.UntilAsync(() => Task.FromResult(!held.Namespaces.Overlaps(HeldObjects.AllNamespaces())), "nobody holds a namespace of the run, so that its interfaces and their queues are gone");
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
