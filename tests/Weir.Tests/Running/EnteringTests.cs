using System.Globalization;
using System.Text.Json;
using Weir.Tests.Fixtures;
using Weir.Tests.Platform;

namespace Weir.Tests.Running;

/// <summary><c>weir exec</c>, <c>shell</c> and <c>inspect</c> on a lab that is up.</summary>
[Collection("the machine's processes")]
public sealed class EnteringTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("weir-enter-").FullName;
    private readonly string _lab = string.Create(CultureInfo.InvariantCulture, $"enter-{Environment.ProcessId}");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_program_is_in_all_that_the_node_has_for_itself_and_its_code_is_passed_on()
    {
        RootOnly.Skip();
        await UpAsync("""
            nodes:
              h1: { memory: 200 MiB, pids: 200 }
              h2: {}
            links:
              - h1 -- h2
            programs:
              peer: { on: h1, run: "cat /proc/self/cgroup; sleep 100", ready: { log: "pids" } }
            """);
        try
        {
            string[] said = (await WeirAsync("exec h1 -- sh -c 'hostname; echo $WEIR_NODE $HOSTNAME; pwd; getent hosts h2; ip -br link show eth0; readlink /proc/self/ns/net /proc/self/ns/uts /proc/self/ns/mnt'")).ShouldExit(0).Out.Split('\n');
            said[..3].ShouldBe(["h1", "h1 h1", _folder]);
            said[3].Split(' ').ShouldContain("h2");
            said[4].ShouldStartWith("eth0");
            string program = (await WeirAsync("inspect --json")).ShouldExit(0).Out;
            int pid = JsonDocument.Parse(program).RootElement.GetProperty("programs")[0].GetProperty("process").GetInt32();
            // The same namespaces and the same control group as a program that the lab itself started.
            (await Shell.RunAsync($"readlink /proc/{pid}/ns/net /proc/{pid}/ns/uts /proc/{pid}/ns/mnt", "/")).Out.ShouldBe(string.Join('\n', said[5..]));
            (await WeirAsync("exec h1 -- cat /proc/self/cgroup")).ShouldExit(0).Out.ShouldBe(File.ReadAllText($"/proc/{pid}/cgroup"));
            (await WeirAsync("exec h1 -C /usr -- pwd")).ShouldExit(0).Out.ShouldBe("/usr\n");
            (await WeirAsync("exec h1 -- sh -c 'exit 42'")).ShouldExit(42);
            (await WeirAsync("exec h1 -- sh -c 'kill -TERM $$'")).ShouldExit(128 + 15);
            (await WeirAsync("exec h1 -- no-such-program")).ShouldExit(5).Error.ShouldContain("there is no such program");
            (await WeirAsync("exec h3 -- true")).ShouldExit(2).Error.ShouldContain("there is no node 'h3'");
            (await Shell.RunAsync($"echo in and out | {Tool} exec h1 -- cat", _folder, Variables)).ShouldExit(0).Out.ShouldBe("in and out\n");
        }
        finally
        {
            await DownAsync();
        }
    }

    [Fact]
    public async Task A_shell_has_the_terminal_and_its_signals()
    {
        RootOnly.Skip();
        if ((await Shell.RunAsync("command -v script", "/")).ExitCode != 0) { Assert.Skip("there is no 'script' (Debian: bsdutils), which makes a terminal"); }
        await UpAsync("nodes:\n  h1: {}\n");
        try
        {
            // Ctrl-C ends the sleep, not the shell.
            const string Typed = "(sleep 1.5; printf 'tty\\nhostname\\nsleep 60\\n'; sleep 1; printf '\\003'; sleep 0.5; printf 'echo still $((40+2))\\nexit 7\\n'; sleep 1)";
            Shell run = await Shell.RunAsync($"{Typed} | SHELL=/bin/sh script -qec '{Tool} shell h1' /dev/null", _folder, Variables);
            run.ShouldExit(7);
            run.Out.ShouldContain("/dev/pts/");
            // The terminal's echo of what was typed may stand between the prompt and the answer.
            run.Out.Split('\n', '\r').ShouldContain(line => line == "h1" || line == "# h1", run.Out);
            run.Out.ShouldContain("still 42");
        }
        finally
        {
            await DownAsync();
        }
    }

    [Fact]
    public async Task In_a_node_with_a_kernel_of_its_own_streams_and_code_are_carried()
    {
        RootOnly.Skip();
        if (!File.Exists("/usr/bin/linux.uml")) { Assert.Skip("there is no /usr/bin/linux.uml (Debian: user-mode-linux)"); }
        await UpAsync("nodes:\n  g1: { kind: uml, ram: 96 MiB }\n");
        try
        {
            string here = (await Shell.RunAsync("uname -r", "/")).Out;
            Shell run = (await WeirAsync("exec g1 -- sh -c 'uname -r; hostname; echo bad >&2; exit 5'")).ShouldExit(5);
            run.Out.ShouldNotContain(here);
            run.Out.ShouldEndWith("\ng1\n");
            run.Error.ShouldBe("bad\n");
            (await Shell.RunAsync($"seq 20000 | {Tool} exec g1 -- sh -c 'cat; echo end'", _folder, Variables)).ShouldExit(0).Out.Split('\n').Length.ShouldBe(20_002);
            JsonElement node = JsonDocument.Parse((await WeirAsync("inspect --json")).Out).RootElement.GetProperty("nodes")[0];
            node.GetProperty("state").GetString().ShouldBe("up");
        }
        finally
        {
            await DownAsync();
        }
    }

    [Fact]
    public async Task A_run_shows_what_it_is_made_of_as_other_programs_see_it()
    {
        RootOnly.Skip();
        await UpAsync("""
            nodes:
              s1: { kind: bridge }
              a-host-with-a-long-name: {}
              h2: {}
            links:
              - a-host-with-a-long-name -- s1: { delay: 3 ms, backend: engine }
              - h2 -- s1
            programs:
              web: { on: h2, kind: http-server, port: 80, ready: { tcp: 80 } }
              gone: { on: h2, run: "exit 3", expect: { exit: 3 } }
            captures:
              - at: h2
            """);
        try
        {
            (await WeirAsync("exec a-host-with-a-long-name -- ping -c 2 -i 0.2 h2")).ShouldExit(0);
            (await WeirAsync("link set a-host-with-a-long-name--s1 loss=1%")).ShouldExit(0);
            using var json = JsonDocument.Parse((await WeirAsync("inspect --json")).ShouldExit(0).Out);
            JsonElement run = json.RootElement;
            JsonElement port = Named(run, "nodes", "h2").GetProperty("interfaces")[0];
            string seen = (await WeirAsync("exec h2 -- ip address show eth0")).Out;
            seen.ShouldContain(port.GetProperty("mac").GetString()!);
            string[] addresses = [.. port.GetProperty("addresses").EnumerateArray().Select(one => one.GetString()!)];
            addresses.Length.ShouldBeGreaterThanOrEqualTo(2);
            foreach (string address in addresses) { seen.ShouldContain(address); }
            port.GetProperty("up").GetBoolean().ShouldBeTrue();
            JsonElement[] ports = [.. Named(run, "nodes", "s1").GetProperty("interfaces").EnumerateArray()];
            ports.ShouldAllBe(one => one.GetProperty("kernelName").GetString()!.Length <= 15);
            JsonElement link = run.GetProperty("links").EnumerateArray().Single(one => one.GetProperty("backend").GetString() == "engine");
            link.GetProperty("asked").GetString()!.ShouldContain("3 ms");
            link.GetProperty("now").GetString()!.ShouldContain("loss 1 %");
            link.GetProperty("changed").GetBoolean().ShouldBeTrue();
            link.GetProperty("directions")[0].GetProperty("delivered").GetInt64().ShouldBeGreaterThan(1);
            JsonElement web = Named(run, "programs", "web");
            File.ReadAllText($"/proc/{web.GetProperty("process").GetInt32()}/cmdline").ShouldContain("http-server");
            web.GetProperty("state").GetString().ShouldBe("running");
            Named(run, "programs", "gone").GetProperty("exitCode").GetInt32().ShouldBe(3);
            Named(run, "captures", "h2").GetProperty("written").GetInt64().ShouldBeGreaterThan(3);
            string text = (await WeirAsync("inspect " + _lab)).ShouldExit(0).Out;
            foreach (string word in (string[])["node ", "link ", "program ", "capture ", "running", "loss 1 %", addresses[0]]) { text.ShouldContain(word); }
            (await WeirAsync("complete -- exec a")).Out.ShouldBe("a-host-with-a-long-name\n");
            (await WeirAsync("complete -- inspect enter-")).Out.ShouldBe(_lab + "\n");
            (await WeirAsync("complete -- logs w")).Out.ShouldBe("web\n");
            (await WeirAsync("complete -- link set h2")).Out.ShouldBe("h2--s1\n");
        }
        finally
        {
            await DownAsync();
        }
    }

    private static string Tool => $"dotnet '{Path.Combine(AppContext.BaseDirectory, "Weir.Cli.dll")}'";

    private (string, string)[] Variables => [("WEIR_RUNS", Path.Combine(_folder, "runs")), ("WEIR_REGISTRY", Path.Combine(_folder, "registry"))];

    private static JsonElement Named(JsonElement run, string list, string name) => run.GetProperty(list).EnumerateArray().Single(one => one.GetProperty("name").GetString() == name);

    private async Task UpAsync(string text)
    {
        File.WriteAllText(Path.Combine(_folder, "lab.lab.yaml"), $"name: {_lab}\n{text}\n");
        (await WeirAsync("up lab.lab.yaml")).ShouldExit(0);
    }

    private async Task DownAsync()
    {
        await WeirAsync("down");
        (await Leavings.UntilNoneAsync(_folder, _lab, TimeSpan.FromSeconds(5))).ShouldBeEmpty();
    }

    private Task<Shell> WeirAsync(string args) => Shell.RunAsync($"{Tool} {args}", _folder, Variables);
}
