using System.Globalization;
using System.Text.Json;
using Weir.Tests.Fixtures;
using Weir.Tests.Platform;

namespace Weir.Tests.Running;

/// <summary>What goes wrong in a run is said, ends it, and leaves nothing.</summary>
[Collection("the machine's processes")]
public sealed class RunFaultTests
{
    private const string Memory = "nodes: { \"h[1..2]\": { kind: memory } }\nlinks: [h1 -- h2]\n";
    private const string Pair = "nodes: { h1: {}, h2: {} }\nlinks: [h1 -- h2]\n";

    [Fact]
    public async Task A_program_that_was_never_ready_does_not_pass_because_the_duration_ended_first()
    {
        using var folder = new LabFolder(privileged: false);
        (int exit, JsonElement json, string error) = await folder.RunAsync("unready", Memory + """
            programs:
              web: { on: h1, kind: http-server, port: 80, ready: { tcp: 81 } }
              get: { on: h2, kind: http-get, url: "http://h1/", after: web }
              late: { on: h2, kind: http-get, url: "http://h1/", at: 9 s }
            duration: 3 s
            """);
        exit.ShouldBe(6, error);
        string reason = json.GetProperty("reasons")[0].GetString()!;
        reason.ShouldContain("web waits for TCP port 81");
        reason.ShouldContain("get was never started: it waits for web");
        reason.ShouldNotContain("late");
    }

    [Fact]
    public async Task A_program_that_crashes_again_and_again_is_not_given_a_new_time_to_become_ready_each_time()
    {
        using var folder = new LabFolder();
        (int exit, JsonElement json, string error) = await folder.RunAsync("crashes", Pair + """
            programs:
              a: { on: h1, run: "sleep 0.2; exit 3", restart: always, ready: { tcp: 80, timeout: 2 s } }
            """, "--timeout", "30");
        exit.ShouldBe(6, error);
        string reason = json.GetProperty("reasons")[0].GetString()!;
        reason.ShouldContain("was not ready after 2 s: it waits for TCP port 80");
        reason.ShouldContain("ended with exit code 3");
    }

    [Fact]
    public async Task That_a_program_was_not_ready_is_told_and_not_that_the_one_behind_it_did_not_end()
    {
        using var folder = new LabFolder(privileged: false);
        (int exit, JsonElement json, string error) = await folder.RunAsync("behind", Memory + """
            programs:
              web: { on: h1, kind: http-server, port: 80, ready: { tcp: 81, timeout: 3 s } }
              get: { on: h2, kind: http-get, url: "http://h1/", after: web, expect: { exit: 0 } }
            """);
        exit.ShouldBe(6, error);
        json.GetProperty("reasons")[0].GetString()!.ShouldContain("program web was not ready after 3 s");
    }

    [Fact]
    public async Task A_run_that_takes_longer_than_it_may_says_so_and_not_that_its_program_still_runs()
    {
        using var folder = new LabFolder();
        (int exit, JsonElement json, string error) = await folder.RunAsync("long", Pair + """
            programs:
              load: { on: h1, run: sleep 60, expect: { exit: 0 } }
            """, "--timeout", "1");
        exit.ShouldBe(6, error);
        json.GetProperty("reasons")[0].GetString()!.ShouldContain("not over after 1 s");
    }

    [Fact]
    public async Task A_program_whose_turn_never_came_is_not_said_to_run_still()
    {
        using var folder = new LabFolder(privileged: false);
        (int exit, JsonElement json, string error) = await folder.RunAsync("turn", Memory + """
            programs:
              get: { on: h2, kind: http-get, url: "http://h1/", at: 9 s, expect: { exit: 0 } }
            duration: 1 s
            """);
        exit.ShouldBe(5, error);
        json.GetProperty("reasons")[0].GetString()!.ShouldContain("program get was never started");
    }

    [Theory]
    [InlineData("programs:\n  bad: { on: h1, run: [/nosuch, x] }\n  wait: { on: h2, run: sleep 100, at: 50 s }\nduration: 60 s\n", "/nosuch")]
    [InlineData("events:\n  - { at: 100 ms, exec: { on: h1, run: [nosuchbin, x] } }\n  - { at: 1 s, every: 1 s, mark: tick }\nduration: 60 s\n", "nosuchbin")]
    public async Task What_cannot_be_started_ends_the_run_although_others_still_wait_for_their_time(string what, string said)
    {
        using var folder = new LabFolder();
        (int exit, JsonElement json, string error) = await folder.RunAsync("first", Pair + what);
        exit.ShouldBeInRange(2, 6, error);
        json.GetProperty("result").GetString().ShouldBe("error");
        json.GetProperty("reasons")[0].GetString()!.ShouldContain(said);
        json.GetProperty("durations").GetProperty("run").GetDouble().ShouldBeLessThan(40);
    }

    [Fact]
    public async Task A_program_that_is_stopped_before_its_time_is_not_started_all_the_same()
    {
        using var folder = new LabFolder(privileged: false);
        (int exit, JsonElement json, string error) = await folder.RunAsync("stopped", Memory + """
            programs:
              web: { on: h1, kind: http-server, port: 80, at: 3 s }
            events: [ { at: 1 s, program: { web: stop } } ]
            checks:
              - { tcp: { from: h2, to: h1, port: 80 }, at: end }
            duration: 4 s
            """);
        exit.ShouldBe(1, error);
        json.GetProperty("checks")[0].GetProperty("message").GetString()!.ShouldContain("refused");
    }

    [Fact]
    public async Task On_a_full_disk_no_process_of_a_run_stays()
    {
        RootOnly.Skip();
        string folder = Directory.CreateTempSubdirectory("weir-full-").FullName;
        string lab = string.Create(CultureInfo.InvariantCulture, $"full-{Environment.ProcessId}"), runs = Path.Combine(folder, "runs");
        Directory.CreateDirectory(runs);
        if ((await Shell.RunAsync("mount -t tmpfs -o size=1m full runs", folder)).ExitCode != 0) { Assert.Skip("nothing may be mounted here"); }
        try
        {
            File.WriteAllText(Path.Combine(folder, "lab.yaml"), $"name: {lab}\n{Pair}" + """
                captures: [h1]
                programs:
                  a: { on: h1, run: "setsid sleep 2994 & while :; do echo xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx; done" }
                duration: 3 s

                """);
            Shell run = await ToolRun.RunAsync(folder, "run", "lab.yaml");
            run.ShouldExit(3).Error.ShouldContain("No space left on device", Case.Insensitive);
            (await Leavings.UntilNoneAsync(folder, lab, TimeSpan.FromSeconds(5))).ShouldBeEmpty();
        }
        finally
        {
            await Shell.RunAsync("umount -l runs", folder);
            Directory.Delete(folder, recursive: true);
        }
    }
}
