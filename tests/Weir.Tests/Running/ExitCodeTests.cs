using System.Diagnostics;
using System.Globalization;
using Weir.Tests.Fixtures;
using Weir.Tests.Platform;

namespace Weir.Tests.Running;

/// <summary>The exit codes of <c>docs/exit-codes.md</c> that labs end with, each by a real run of the tool; 5, 6 by a program that is not ready, and 130 stand beside the tests of runs.</summary>
[Collection("the machine's processes")]
public sealed class ExitCodeTests : IDisposable
{
    private const string Pair = "nodes:\n  h[1..2]: {}\nlinks:\n  - h1 -- h2\n";
    private readonly string _folder = Directory.CreateTempSubdirectory("weir-exit-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_run_whose_checks_hold_ends_with_0_and_one_whose_check_fails_with_1()
    {
        RootOnly.Skip();
        (await RunAsync(Pair + "checks:\n  - ping: { from: h1, to: h2 }\n")).ShouldExit(0);
        (await RunAsync(Pair + "checks:\n  - tcp: { from: h1, to: h2, port: 81, timeout: 300 ms }\n")).ShouldExit(1);
    }

    [Fact]
    public async Task A_file_with_a_mistake_ends_with_2() => (await RunAsync("nodes:\n  h1: { kind: hots }\n")).ShouldExit(2).Error.ShouldContain("did you mean");

    [Fact]
    public async Task A_mistake_of_the_file_that_only_building_finds_ends_with_2_too()
    {
        RootOnly.Skip();
        (await RunAsync(Pair + "captures:\n  - { at: h1, filter: tcp prot 80 }\n")).ShouldExit(2).Error.ShouldContain("tcp prot 80");
        (await RunAsync("nodes:\n  s1: { kind: openflow, controller: 'ssl:127.0.0.1', ca: nowhere.pem }\n  h1: {}\nlinks:\n  - h1 -- s1\n")).ShouldExit(2).Error.ShouldContain("nowhere.pem");
    }

    [Fact]
    public async Task Without_rights_a_run_ends_with_3_and_names_the_line_of_the_doctor()
    {
        RootOnly.Skip();
        Write(Pair);
        const string Powerless = "unshare --user --map-root-user -- sh -c 'echo 0 > /proc/sys/user/max_user_namespaces && exec setpriv --bounding-set=-all --inh-caps=-all -- \"$0\" \"$@\"'";
        Shell run = await Shell.RunAsync($"{Powerless} dotnet '{Path.Combine(AppContext.BaseDirectory, "Weir.Cli.dll")}' run lab.lab.yaml", _folder, ("WEIR_RUNS", Path.Combine(_folder, "runs")), ("WEIR_REGISTRY", Path.Combine(_folder, "registry")));
        run.ShouldExit(3).Error.ShouldContain("'weir doctor rights'");
        run.Error.ShouldContain("user.max_user_namespaces");
        Directory.Exists(Path.Combine(_folder, "runs")).ShouldBeFalse();
    }

    [Fact]
    public async Task What_the_kernel_refuses_ends_with_4()
    {
        RootOnly.Skip();
        (await RunAsync("nodes:\n  h1: { sysctls: { net.ipv4.no_such_setting: 1 } }\n")).ShouldExit(4).Error.ShouldContain("net.ipv4.no_such_setting");
    }

    [Fact]
    public async Task A_run_that_takes_longer_than_it_may_ends_with_6()
    {
        RootOnly.Skip();
        (await RunAsync(Pair + "duration: 60 s\n", "--timeout", "1")).ShouldExit(6).Error.ShouldContain("not over after 1 s");
    }

    [Fact]
    public async Task A_run_that_was_disturbed_ends_with_7_when_it_is_strict_and_with_0_else()
    {
        RootOnly.Skip();
        var burners = new List<Process>();
        try
        {
            for (int i = 0; i < 2 * Environment.ProcessorCount; i++) { burners.Add(PeerProcess.Start(new ProcessStartInfo("sh", ["-c", "while :; do :; done"]))); }
            (await RunAsync(Pair + "duration: 2 s\n", "--strict")).ShouldExit(7).Out.ShouldContain("not trustworthy");
            (await RunAsync(Pair + "duration: 2 s\n")).ShouldExit(0).Out.ShouldContain("not trustworthy");
        }
        finally
        {
            foreach (Process burner in burners)
            {
                burner.Kill();
                burner.Dispose();
            }
        }
    }

    [Fact]
    public async Task What_could_not_be_removed_ends_with_8_and_goes_when_it_can()
    {
        RootOnly.Skip();
        // A frozen process does not end, whatever signal it gets. The freezer of version 2 lets it end all the same.
        const string Freezer = "/sys/fs/cgroup/freezer";
        if (!File.Exists(Path.Combine(Freezer, "cgroup.procs"))) { Assert.Skip("there is no freezer of version 1 at /sys/fs/cgroup/freezer"); }
        string group = Path.Combine(Freezer, string.Create(CultureInfo.InvariantCulture, $"weir-test-{Environment.ProcessId}"));
        Directory.CreateDirectory(group);
        try
        {
            Shell run = await RunAsync(Pair + $$"""
                programs:
                  stuck: { on: h1, run: [sh, -c, "echo $$ > {{group}}/cgroup.procs; exec sleep 2993"], ready: { delay: 300 ms }, expect: { running: true } }
                  freeze: { on: h2, run: "echo FROZEN > {{group}}/freezer.state", after: stuck, expect: { exit: 0 } }
                duration: 1 s

                """);
            run.ShouldExit(8);
            string verdict = File.ReadAllText(Directory.GetFiles(_folder, "verdict.json", SearchOption.AllDirectories).ShouldHaveSingleItem());
            verdict.ShouldContain("could not be removed");
            (await ToolRun.RunAsync(_folder, "ps", "--all")).ShouldExit(0).Out.ShouldContain("dead");
            (await ToolRun.RunAsync(_folder, "clean")).ShouldExit(8).Out.ShouldContain("could not remove process");
            File.WriteAllText(Path.Combine(group, "freezer.state"), "THAWED");
            (await ToolRun.RunAsync(_folder, "clean")).ShouldExit(0);
            Directory.GetFiles(Path.Combine(_folder, "registry")).ShouldBeEmpty();
        }
        finally
        {
            File.WriteAllText(Path.Combine(group, "freezer.state"), "THAWED");
            while (File.ReadAllText(Path.Combine(group, "cgroup.procs")).Length > 0) { await Task.Delay(20); }
            Directory.Delete(group);
        }
    }

    private void Write(string text) => File.WriteAllText(Path.Combine(_folder, "lab.lab.yaml"), string.Create(CultureInfo.InvariantCulture, $"name: exit-{Environment.ProcessId}\n{text}"));

    private Task<Shell> RunAsync(string text, params string[] options)
    {
        Write(text);
        return ToolRun.RunAsync(_folder, ["run", "lab.lab.yaml", .. options]);
    }
}
