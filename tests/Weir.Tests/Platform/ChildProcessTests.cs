using System.Diagnostics;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Weir.Platform;
using Weir.Tests.Fixtures;

namespace Weir.Tests.Platform;

public sealed class ChildProcessTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_child_gets_its_arguments_environment_and_folder_and_gives_output_and_exit_code()
    {
        (ChildExit exit, string output, string error) = await Run(new ChildOptions
        {
            Program = "sh", Arguments = ["-c", "echo \"$1 $WEIR_X $(pwd)\"; echo bad >&2; exit 3", "sh", "a b"], WorkingDirectory = "/usr",
            Environment = new Dictionary<string, string> { ["WEIR_X"] = "x=y", ["PATH"] = "/usr/bin:/bin" },
        });
        (exit.Code, exit.Signal, output, error).ShouldBe((3, 0, "a b x=y /usr\n", "bad\n"));
        exit.MaxResident.ShouldBeGreaterThan(100_000);
    }

    [Fact]
    public async Task All_output_is_there_when_a_child_has_ended_however_much_it_is()
    {
        (ChildExit exit, string output, _) = await Run(new ChildOptions { Program = "sh", Arguments = ["-c", "head -c 3000000 /dev/zero | tr '\\0' x"] });
        (exit.Code, output.Length).ShouldBe((0, 3_000_000));
    }

    [Fact]
    public async Task Many_children_at_once_end_each_with_its_own_code()
    {
        ChildProcess[] all = [.. Enumerable.Range(0, 40).Select(i => ChildProcess.Start(new ChildOptions { Program = "sh", Arguments = ["-c", $"exit {i}"] }))];
        ChildExit[] exits = await Task.WhenAll(all.Select(c => c.Exit)).WaitAsync(Limit);
        exits.Select(e => e.Code).ShouldBe(Enumerable.Range(0, 40));
        all[0].Signal(9).ShouldBeFalse();
        all[0].Usage().ShouldBeNull();
    }

    [Fact]
    public void A_child_that_was_waited_for_elsewhere_has_ended_and_counts_as_failed()
    {
        // This process is not its own child: to the kernel that is the same as one that is gone.
        using var file = new SafeFileHandle(-1, ownsHandle: false);
        var gone = new ChildProcess(Environment.ProcessId, file, null, killGroupAtExit: true);
        gone.TryReap(out ChildExit exit).ShouldBeTrue();
        exit.ShouldBe(ChildExit.Unknown);
        gone.TryReap(out _).ShouldBeFalse("it ended once");
        gone.Kill().ShouldBeFalse("its number may be another's");
    }

    [Fact]
    public async Task Standard_input_is_a_pipe_or_nothing()
    {
        var output = new StringBuilder();
        using ChildProcess child = ChildProcess.Start(new ChildOptions { Program = "cat", OpenInput = true, Output = b => output.Append(Encoding.UTF8.GetString(b)) });
        child.Input!.Write("to and fro"u8);
        child.Input.Dispose();
        (await child.Exit.WaitAsync(Limit)).Code.ShouldBe(0);
        output.ToString().ShouldBe("to and fro");
        (await Run(new ChildOptions { Program = "cat" })).Output.ShouldBe("");
    }

    [Fact]
    public async Task A_signal_ends_the_whole_group_and_is_told()
    {
        var output = new StringBuilder();
        using ChildProcess child = ChildProcess.Start(new ChildOptions { Program = "sh", Arguments = ["-c", "sleep 1000 & echo $!; wait"], Output = b => output.Append(Encoding.UTF8.GetString(b)) });
        await Until(() => output.ToString().EndsWith('\n'));
        int grandchild = int.Parse(output.ToString());
        child.Kill().ShouldBeTrue();
        ChildExit exit = await child.Exit.WaitAsync(Limit);
        (exit.Code, exit.Signal, exit.ToString()).ShouldBe((137, 9, "signal 9"));
        await Until(() => !Runs(grandchild));
    }

    [Fact]
    public async Task What_a_child_leaves_behind_is_killed_where_that_is_asked_for()
    {
        (_, string output, _) = await Run(new ChildOptions { Program = "sh", Arguments = ["-c", "sleep 1000 >/dev/null 2>&1 & echo $!"], KillGroupAtExit = true });
        await Until(() => !Runs(int.Parse(output)));
    }

    [Fact]
    public async Task A_child_pauses_and_goes_on_and_tells_what_it_uses()
    {
        using ChildProcess child = ChildProcess.Start(new ChildOptions { Program = "sh", Arguments = ["-c", "while :; do :; done"] });
        await Until(() => child.Usage() is { } u && u.User > TimeSpan.FromMilliseconds(50));
        ChildUsage usage = child.Usage()!.Value;
        (usage.Resident > 100_000, usage.Threads).ShouldBe((true, 1));
        child.Pause().ShouldBeTrue();
        await Until(() => File.ReadAllText($"/proc/{child.Id}/stat").Contains(") T ", StringComparison.Ordinal));
        child.Resume().ShouldBeTrue();
        await Until(() => !File.ReadAllText($"/proc/{child.Id}/stat").Contains(") T ", StringComparison.Ordinal));
        child.SignalLeader(15).ShouldBeTrue();
        (await child.Exit.WaitAsync(Limit)).Signal.ShouldBe(15);
    }

    [Fact]
    public async Task Signals_are_as_programs_expect_them()
    {
        (_, string output, _) = await Run(new ChildOptions { Program = "grep", Arguments = ["-E", "^Sig(Blk|Ign)", "/proc/self/status"] });
        foreach (string line in output.Split('\n', StringSplitOptions.RemoveEmptyEntries)) { line.Split(':')[1].Trim().ShouldBe("0000000000000000", line); }
    }

    [Fact]
    public async Task A_child_runs_as_another_user_and_leads_its_own_session()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root may change the user");
        Assert.SkipWhen(ChildLauncher.Setpriv is null, "setpriv of util-linux is not installed");
        (_, string output, _) = await Run(new ChildOptions { Program = "sh", Arguments = ["-c", "id -un; cut -d' ' -f1,5,6 /proc/$$/stat"], User = "nobody" });
        string[] lines = output.Split('\n');
        lines[0].ShouldBe("nobody");
        string[] ids = lines[1].Split(' ');
        (ids[1], ids[2]).ShouldBe((ids[0], ids[0]));
        Should.Throw<WeirException>(() => ChildProcess.Start(new ChildOptions { Program = "sh", User = "no-such-user" })).Message.ShouldBe("there is no user no-such-user");
    }

    [Fact]
    public void A_program_that_is_not_there_is_named()
    {
        WeirException error = Should.Throw<WeirException>(() => ChildProcess.Start(new ChildOptions { Program = "no-such-program" }));
        (error.Message, error.ExitCode).ShouldBe(("starting no-such-program: there is no such program", 2));
    }

    [Fact]
    public async Task A_host_has_its_own_network_name_files_and_processes()
    {
        using NetworkNamespace network = RootOnly.Namespaces(1)[0];
        using HostNamespaces host = HostNamespaces.Create(network, new HostNamespaceOptions
        {
            HostName = "h1", Files = new Dictionary<string, string> { ["/etc/hosts"] = "10.1.0.2 h2\n" }, OwnSysfs = true, OwnProcesses = true,
        });
        const string Look = "hostname; cat /etc/hosts; ls /sys/class/net; readlink /proc/self/ns/net; ls -d /proc/[0-9]* | wc -l; ls /mnt | wc -l";
        (ChildExit exit, string output, string error) = await Run(new ChildOptions { Program = "sh", Arguments = ["-c", Look], Namespaces = host });
        error.ShouldBe("");
        exit.Code.ShouldBe(0);
        string[] lines = output.Split('\n');
        lines[..4].ShouldBe(["h1", "10.1.0.2 h2", "lo", $"net:[{network.Id}]"]);
        int.Parse(lines[4]).ShouldBeLessThan(8);

        // The next child without namespaces is where this process is.
        (_, string outside, _) = await Run(new ChildOptions { Program = "sh", Arguments = ["-c", "hostname; readlink /proc/self/ns/net; test -e /proc/$$/stat && echo seen"] });
        using NetworkNamespace own = NetworkNamespace.OpenCurrent();
        outside.ShouldBe($"{Environment.MachineName}\nnet:[{own.Id}]\nseen\n");
        File.ReadAllText("/etc/hosts").ShouldNotContain("10.1.0.2 h2");
    }

    [Fact]
    public async Task When_a_host_ends_all_its_processes_end()
    {
        using NetworkNamespace network = RootOnly.Namespaces(1)[0];
        HostNamespaces host = HostNamespaces.Create(network, new HostNamespaceOptions { OwnProcesses = true });
        using ChildProcess child = ChildProcess.Start(new ChildOptions { Program = "sh", Arguments = ["-c", "setsid sleep 1000 & wait"], Namespaces = host });
        await Until(() => child.Usage() is not null);
        host.Dispose();
        (await child.Exit.WaitAsync(Limit)).Signal.ShouldBe(9);
    }

    [Fact]
    public void A_file_that_cannot_be_replaced_is_named()
    {
        using NetworkNamespace network = RootOnly.Namespaces(1)[0];
        Should.Throw<WeirException>(() => HostNamespaces.Create(network, new HostNamespaceOptions { Files = new Dictionary<string, string> { ["/etc/no-such-file"] = "" } }))
            .Message.ShouldBe("replacing /etc/no-such-file of a host: No such file or directory");
    }

    [Fact]
    public async Task A_control_group_counts_limits_and_kills()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root may make control groups here");
        string run = $"test-{Environment.ProcessId}";
        using (ControlGroup group = Group(run, new ControlGroupLimits { Processes = 20, Memory = 64 << 20, Cpus = 0.5 }))
        {
            ControlGroup.Runs().ShouldContain(run);
            using ChildProcess child = ChildProcess.Start(new ChildOptions { Program = "sh", Arguments = ["-c", "setsid sh -c 'while :; do :; done' & wait"], ControlGroup = group });
            await Until(() => group.Usage() is { } u && u.Processes >= 2 && u.Cpu > TimeSpan.FromMilliseconds(20));
            group.Members().ShouldContain(child.Id);
            group.Usage().Memory!.Value.ShouldBeGreaterThan(0);
            group.KillAll();
            (await child.Exit.WaitAsync(Limit)).Signal.ShouldBe(9);
            await Until(() => group.Members().Count == 0);
        }

        ControlGroup.Runs().ShouldNotContain(run);
    }

    [Fact]
    public async Task What_a_dead_run_left_of_control_groups_is_found_and_removed()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root may make control groups here");
        string run = $"left-{Environment.ProcessId}";
        ControlGroup group = Group(run, null);
        using ChildProcess child = ChildProcess.Start(new ChildOptions { Program = "sleep", Arguments = ["1000"] });
        group.Add(child.Id).ShouldBeTrue();
        ControlGroup.RemoveRun(run).ShouldBeTrue();
        (await child.Exit.WaitAsync(Limit)).Signal.ShouldBe(9);
        ControlGroup.Runs().ShouldNotContain(run);
        group.Folders.ShouldAllBe(f => !Directory.Exists(f));
    }

    private static ControlGroup Group(string run, ControlGroupLimits? limits)
    {
        try
        {
            return ControlGroup.Create(run, "h1", limits);
        }
        catch (WeirException e) when (e.ExitCode == 3)
        {
            Assert.Skip(e.Message);
            throw;
        }
    }

    private static async Task<(ChildExit Exit, string Output, string Error)> Run(ChildOptions options)
    {
        var output = new StringBuilder();
        var error = new StringBuilder();
        using ChildProcess child = ChildProcess.Start(options with { Output = b => output.Append(Encoding.UTF8.GetString(b)), Error = b => error.Append(Encoding.UTF8.GetString(b)) });
        ChildExit exit = await child.Exit.WaitAsync(Limit);
        return (exit, output.ToString(), error.ToString());
    }

    private static bool Runs(int process) => File.Exists($"/proc/{process}/stat") && !File.ReadAllText($"/proc/{process}/stat").Contains(") Z ", StringComparison.Ordinal);

    private static async Task Until(Func<bool> condition)
    {
        var clock = Stopwatch.StartNew();
        while (!condition())
        {
            clock.Elapsed.ShouldBeLessThan(Limit);
            await Task.Delay(10);
        }
    }
}
