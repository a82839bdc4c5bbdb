using System.Globalization;
using System.Text.Json;
using Weir.Tests.Fixtures;
using Weir.Tests.Platform;

namespace Weir.Tests.Running;

/// <summary>Labs of an ordinary user: nobody, with folders of his own. The superuser of the test only puts him there.</summary>
[Collection("the machine's processes")]
public sealed class OrdinaryUserTests : IDisposable
{
    private const string Nobody = "65534";
    private readonly string _folder = Directory.CreateTempSubdirectory("weir-user-").FullName;
    private readonly string _lab = string.Create(CultureInfo.InvariantCulture, $"user-{Environment.ProcessId}");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task He_runs_the_quickstart_and_nothing_is_left()
    {
        await PrepareAsync();
        string text = await File.ReadAllTextAsync(Repository.PathOf("examples", "quickstart", "quickstart.lab.yaml"), TestContext.Current.CancellationToken);
        Shell run = (await WeirAsync("run --json lab.lab.yaml", text.Replace("name: quickstart", $"name: {_lab}", StringComparison.Ordinal))).ShouldExit(0);
        JsonDocument.Parse(run.Out).RootElement.GetProperty("result").GetString().ShouldBe("pass");
        string record = Directory.GetDirectories(Path.Combine(_folder, "runs")).ShouldHaveSingleItem();
        JsonElement host = JsonDocument.Parse(File.ReadAllText(Path.Combine(record, "host.json"))).RootElement;
        host.GetProperty("privileged").GetBoolean().ShouldBeFalse();
        host.GetProperty("userNamespace").GetBoolean().ShouldBeTrue();
        (await Shell.RunAsync($"stat -c %u '{Path.Combine(record, "verdict.json")}'", "/")).Out.Trim().ShouldBe(Nobody);
        await ShouldLeaveNothingAsync();
    }

    [Fact]
    public async Task He_enters_watches_changes_and_removes_a_lab_that_is_up()
    {
        await PrepareAsync();
        (await WeirAsync("up lab.lab.yaml", $"name: {_lab}\nnodes:\n  s1: {{ kind: bridge }}\n  h[1..2]: {{}}\nlinks:\n  - h[1..2] -- s1\nprograms:\n  web: {{ on: h2, kind: http-server, port: 80, ready: {{ tcp: 80 }} }}\n")).ShouldExit(0);
        try
        {
            (await WeirAsync("ps")).ShouldExit(0).Out.ShouldContain(_lab);
            (await WeirAsync("exec h1 -- sh -c 'hostname; id -u; ip -br address show eth0; getent hosts h2; exit 9'")).ShouldExit(9).Out.Split('\n')[..2].ShouldBe(["h1", "0"]);
            (await WeirAsync("exec h1 -- ping -c 1 h2")).ShouldExit(0);
            (await WeirAsync("inspect --json")).ShouldExit(0).Out.ShouldContain("\"h2-eth0\"");
            (await WeirAsync("link set h1--s1 state=down")).ShouldExit(0);
            (await WeirAsync("exec h1 -- sh -c 'ping -c 1 -W 1 h2 || exit 77'")).ShouldExit(77);
            (await WeirAsync("link reset h1--s1")).ShouldExit(0);
            (await WeirAsync("capture h2:eth0 -c 1 -w h2.pcapng & sleep 1; $WEIR exec h1 -- ping -c 2 h2; wait $!")).ShouldExit(0);
            new FileInfo(Path.Combine(_folder, "h2.pcapng")).Length.ShouldBeGreaterThan(200);
            (await WeirAsync("logs web")).ShouldExit(0);
        }
        finally
        {
            (await WeirAsync("down")).ShouldExit(0);
        }

        await ShouldLeaveNothingAsync();
    }

    [Fact]
    public async Task His_run_that_is_killed_leaves_nothing_not_even_what_hides()
    {
        await PrepareAsync();
        const string Programs = "programs:\n  away: { on: h1, run: [sh, -c, \"setsid -f sleep 2991; env -i setsid -f sleep 2990; sleep 2989\"], ready: { delay: 300 ms }, expect: { running: true } }\n";
        (await WeirAsync("up lab.lab.yaml", $"name: {_lab}\nnodes:\n  h[1..2]: {{}}\nlinks:\n  - h1 -- h2\n{Programs}")).ShouldExit(0);
        string entry = Directory.GetFiles(Path.Combine(_folder, "run", "weir"), "*.run").ShouldHaveSingleItem();
        (await Leavings.FindAsync(_folder, _lab)).ShouldNotBeEmpty();
        (await Shell.RunAsync($"kill -9 {File.ReadAllLines(entry)[1]}", "/")).ShouldExit(0);
        (await Leavings.UntilNoneAsync(_folder, _lab, TimeSpan.FromSeconds(15))).ShouldBeEmpty();
        await ShouldLeaveNothingAsync();
    }

    [Fact]
    public async Task What_a_killed_supervisor_left_too_is_removed_by_clean()
    {
        await PrepareAsync();
        const string Programs = "programs:\n  away: { on: h1, run: [sh, -c, \"setsid -f sleep 2991; env -i setsid -f sleep 2990; sleep 2989\"], ready: { delay: 300 ms }, expect: { running: true } }\n";
        (await WeirAsync("up lab.lab.yaml", $"name: {_lab}\nnodes:\n  h[1..2]: {{}}\nlinks:\n  - h1 -- h2\n{Programs}")).ShouldExit(0);
        string entry = Directory.GetFiles(Path.Combine(_folder, "run", "weir"), "*.run").ShouldHaveSingleItem();
        string supervisor = File.ReadLines(Directory.GetFiles(_folder, "events.jsonl", SearchOption.AllDirectories).Single()).First(line => line.Contains("watches over the run", StringComparison.Ordinal)).Split("process ")[1].Split(' ')[0];
        (await Shell.RunAsync($"kill -9 {supervisor} {File.ReadAllLines(entry)[1]}", "/")).ShouldExit(0);
        (await WeirAsync("clean --dry-run")).ShouldExit(0).Out.ShouldContain("would remove process");
        (await WeirAsync("clean")).ShouldExit(0);
        await ShouldLeaveNothingAsync();
    }

    [Theory]
    [InlineData("nodes:\n  h1: { pids: 50 }\nprograms:\n  p: { on: h1, run: \"true\" }\n", "weir doctor control-groups")]
    [InlineData("nodes:\n  h1: {}\nprograms:\n  p: { on: h1, run: \"true\", user: daemon }\n", "weir doctor rights")]
    public async Task What_only_the_superuser_can_do_is_refused_with_the_line_of_the_doctor(string text, string line)
    {
        await PrepareAsync();
        Shell run = await WeirAsync("run lab.lab.yaml", $"name: {_lab}\n{text}");
        run.ShouldExit(3).Error.ShouldContain(line);
        await ShouldLeaveNothingAsync();
    }

    [Fact]
    public async Task The_doctor_tells_him_what_he_can_do()
    {
        await PrepareAsync();
        using var json = JsonDocument.Parse((await WeirAsync("doctor --json")).ShouldExit(0).Out);
        var states = json.RootElement.GetProperty("capabilities").EnumerateArray().ToDictionary(one => one.GetProperty("name").GetString()!, one => one.GetProperty("state").GetString());
        foreach (string can in (string[])["network-namespaces", "host-namespaces", "veth", "bridge", "packet-capture"]) { states[can].ShouldBe("yes", can); }
        states["rights"].ShouldBe("limited");
        bool opens = (await UserAsync("test -w /dev/net/tun")).ExitCode == 0;
        states["tap"].ShouldBe(opens ? "yes" : "no");
    }

    private async Task PrepareAsync()
    {
        RootOnly.Skip();
        foreach (string name in (string[])["run", "home", "runs"]) { Directory.CreateDirectory(Path.Combine(_folder, name)); }
        (await Shell.RunAsync($"chown -R {Nobody}:{Nobody} '{_folder}'", "/")).ShouldExit(0);
        Shell made = await UserAsync("unshare --user --map-root-user --net --mount --uts -- mount -t tmpfs none /mnt");
        if (made.ExitCode != 0) { Assert.Skip($"an ordinary user cannot make a user namespace here: {made.Error.Trim()}"); }
        if ((await UserAsync($"test -r '{AppContext.BaseDirectory}Weir.Cli.dll'")).ExitCode != 0) { Assert.Skip("an ordinary user cannot read the program that the tests run"); }
    }

    private Task<Shell> WeirAsync(string args, string? lab = null)
    {
        if (lab is not null) { File.WriteAllText(Path.Combine(_folder, "lab.lab.yaml"), lab); }
        return UserAsync($"$WEIR {args}");
    }

    private Task<Shell> UserAsync(string line) => Shell.RunAsync(
        $"exec setpriv --reuid={Nobody} --regid={Nobody} --clear-groups -- bash -c \"$LINE\"", _folder, ("LINE", line), ("WEIR", $"dotnet {Path.Combine(AppContext.BaseDirectory, "Weir.Cli.dll")}"),
        ("HOME", Path.Combine(_folder, "home")), ("XDG_RUNTIME_DIR", Path.Combine(_folder, "run")), ("WEIR_RUNS", Path.Combine(_folder, "runs")), ("WEIR_REGISTRY", ""));

    private async Task ShouldLeaveNothingAsync()
    {
        (await Leavings.UntilNoneAsync(_folder, _lab, TimeSpan.FromSeconds(5))).ShouldBeEmpty();
        // The hidden ones carry nothing by which they could be found but their user, and numbers that nobody else sleeps for.
        (await UserAsync("pgrep -u $(id -u) -fx 'sleep 29(89|9[01])'")).Out.ShouldBeEmpty();
        string registry = Path.Combine(_folder, "run", "weir");
        if (Directory.Exists(registry)) { Directory.GetFiles(registry).ShouldBeEmpty(); }
    }
}
