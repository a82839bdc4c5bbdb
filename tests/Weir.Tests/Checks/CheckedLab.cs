using Weir.Cli;
using Weir.Lab;
using Weir.Lab.Building;
using Weir.Running;
using Weir.Store;
using Weir.Tests.Platform;

namespace Weir.Tests.Checks;

/// <summary>One run of a small lab in which every kind of check is looked at twice: once it holds, once it does not. Its names say which.</summary>
public sealed class CheckedLab : IAsyncLifetime
{
    private const string Lab = """
        name: checks
        nodes:
          s1: { kind: bridge }
          h[1..3]: {}
        links:
          - h[1..3] -- s1
        programs:
          web: { on: h2, kind: http-server, port: 8080, ready: { tcp: 8080 } }
          names: { on: h3, run: "exec dnsmasq --keep-in-foreground --conf-file=/dev/null --no-resolv --no-hosts --pid-file= --user=root --address=/www.example.org/10.1.0.3", ready: { udp: 53 } }
          job: { on: h1, run: "echo half done; exit 3", expect: { exit: 3 } }
          idle: { on: h3, run: exec sleep 100 }
        captures:
          - { at: s1, filter: not port 5201 }
        checks:
          - { ping: { from: h1, to: h2 }, name: ping holds }
          - { ping: { from: h1, to: h2, fails: true }, name: ping does not }
          - { ping: { from: "h[1..3]", to: "h[1..3]", family: ipv6, size: 2000 }, name: ping of all pairs holds }
          - { ping: { from: h1, to: 10.9.9.9 }, name: ping of nobody does not }
          - { rtt: { from: h1, to: h2, below: 900 ms, percentile: 90 }, name: rtt holds }
          - { rtt: { from: h1, to: h2, below: 1 us }, name: rtt does not }
          - { loss: { from: h1, to: h2, below: 100 %, interval: 1 ms }, name: loss holds }
          - { loss: { from: h1, to: h2, above: 50 %, interval: 1 ms }, name: loss does not }
          - { throughput: { from: h1, to: h3, above: 1 Mbit/s, time: 500 ms }, name: throughput holds }
          - { throughput: { from: h1, to: h2, above: 10 Tbit/s, time: 200 ms }, name: throughput does not }
          - { http: { from: h1, url: "http://h2:8080/" }, name: http holds }
          - { http: { from: h1, url: "http://h2:8080/", status: 404 }, name: http does not }
          - { tcp: { from: h1, to: h2, port: 8080 }, name: tcp holds }
          - { tcp: { from: h1, to: h2, port: 8081 }, name: tcp does not }
          - { dns: { from: "h[1..2]", name: www.example.org, server: h3, answer: 10.1.0.3 }, name: dns holds }
          - { dns: { from: h1, name: www.example.org, server: h3, answer: 10.1.0.4 }, name: dns does not }
          - { dns: { from: h1, name: other.example, server: h3, code: REFUSED }, name: dns with another code holds }
          - { dns: { from: h1, name: www.example.org, server: h2, timeout: 300 ms }, name: dns of nobody does not }
          - { command: { on: h1, run: "echo OK", output: OK }, name: command holds }
          - { command: { on: h1, run: "exit 7" }, name: command does not }
          - { exit: { program: job, code: 3 }, name: exit holds }
          - { exit: { program: job }, name: exit does not }
          - { log: { program: job, matches: "^half" }, name: log holds }
          - { log: { program: job, matches: whole }, name: log does not }
          - { file: { path: /proc/self/status, matches: "Pid:", on: h1 }, name: file holds }
          - { file: { path: /nowhere/at/all }, name: file does not }
          - { route: { on: h1, to: h2 }, name: route holds }
          - { route: { on: h1, to: default }, name: route does not }
          - { neighbour: { on: h1, to: h2 }, name: neighbour holds }
          - { neighbour: { on: h1, to: h2, mac: "02:00:00:00:00:09" }, name: neighbour does not }
          - { address: { on: h1, is: 10.1.0.1 }, name: address holds }
          - { address: { on: h1, is: 10.77.0.1 }, name: address does not }
          - { interface: { name: h1-eth0, mtu: 1500 }, name: interface holds }
          - { interface: { name: h1-eth0, up: false }, name: interface does not }
          - { packets: { at: s1, where: udp.dstport == 53, above: 0 }, name: packets holds }
          - { packets: { at: s1, filter: icmp, count: 0 }, name: packets does not }
          - { order: { at: s1, first: arp, then: tcp }, name: order holds }
          - { order: { at: s1, first: tcp, then: arp }, name: order does not }
          - { flow: { at: s1, from: h1, to: h2, port: 8080 }, name: flow holds }
          - { flow: { at: s1, from: h2, to: h1, port: 8080 }, name: flow does not }
          - { monitor: { sql: "select count(*) from things", equals: 2 }, name: monitor holds }
          - { monitor: { sql: "select count(*) from things", above: 2 }, name: monitor does not }
          - { counter: { at: h1, name: sent-packets, above: 100 }, name: counter holds }
          - { counter: { at: h1-eth0, name: sent-packets, below: 1 }, name: counter does not }
          - { equal: { left: "rows(things)", right: "2" }, name: equal holds }
          - { equal: { left: "rows(things)", right: "5", tolerance: 2 }, name: equal does not }
          - { between: { from: program-started job, to: program-exited job, below: 60 s }, name: between holds }
          - { between: { from: program-exited job, to: program-started job, below: 60 s }, name: between does not }
          - { program: { name: idle }, name: program holds }
          - { program: { name: job }, name: program does not }
          - { cpu: { program: idle, below: 5 s }, name: cpu holds }
          - { cpu: { program: idle, above: 5 s }, name: cpu does not }
          - { memory: { program: idle, above: 1 KiB }, name: memory holds }
          - { memory: { program: idle, below: 1 KiB }, name: memory does not }
          - { trust: { ignore: [lost] }, name: trust holds }
          - { program: idle, within: 60 s, name: within holds }
          - { program: { name: idle, state: paused }, within: 300 ms, name: within does not }
          - { interface: h2-eth0, always: true, every: 50 ms, name: always holds }
          - { exit: { program: job, code: 4 }, always: true, name: always does not }
          - { interface: { name: h2-eth0, up: false }, never: true, name: never holds }
          - { interface: h2-eth0, never: true, name: never does not }
          - { interface: h2-eth0, at: 200 ms, name: at holds }
          - { program: { name: idle, state: paused }, at: 200 ms, name: at does not }
        duration: 6 s
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("weir-checks").FullName;

    /// <summary>What became of the checks, by name; empty when no lab can be built here.</summary>
    internal IReadOnlyDictionary<string, CheckResult> Results { get; private set; } = new Dictionary<string, CheckResult>();

    public async ValueTask InitializeAsync()
    {
        if (!Environment.IsPrivilegedProcess) { return; }
        // A store with two rows stands for what monitors keep.
        RunOutcome outcome = await RunAsync(Lab, _folder, run => WriteStore(run.Folder.Store, 10));
        outcome.Result.ShouldBe(RunResult.Fail);
        Results = outcome.Checks.ToDictionary(one => one.Plan.Name);
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>Runs a lab below a folder of the test's own, to its end.</summary>
    internal static async Task<RunOutcome> RunAsync(string text, string folder, Action<LabRun>? prepare = null)
    {
        Directory.CreateDirectory(folder);
        string file = Path.Combine(folder, "test.lab.yaml");
        await File.WriteAllTextAsync(file, text);
        LabReading reading = LabFile.Read(file, Composition.Vocabulary, new LabReadOptions());
        reading.Plan.ShouldNotBeNull(string.Join("; ", reading.Mistakes));
        var run = new LabRun(reading.Plan, new RunOptions
        {
            Home = Path.Combine(folder, "runs"),
            Registry = new RunRegistry(Path.Combine(folder, "registry")),
            FileText = text,
            FileFolder = folder,
            WeirCommand = ["dotnet", Path.Combine(AppContext.BaseDirectory, "Weir.Cli.dll")],
            Version = "test",
            Time = TimeProvider.System,
            Backends = [new KernelBackend(), new EngineBackend()],
        });
        prepare?.Invoke(run);
        return await run.ExecuteAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Makes a store with a table <c>things</c> of two rows.</summary>
    internal static void WriteStore(string path, double share)
    {
        var table = new RecordTable("things", "A thing.", [new("name", RecordValueKind.Text, "name"), new("share", RecordValueKind.Real, "share")]);
        using SqliteStore store = SqliteStore.Create(path);
        store.Accept(new Record(table, [RecordValue.Of("one"), RecordValue.Of(share)]));
        store.Accept(new Record(table, [RecordValue.Of("two"), RecordValue.Of(2.0)]));
        store.Complete();
    }

    /// <summary>Skips the test where no lab can be built.</summary>
    internal static void SkipWithoutRoot()
    {
        if (!Environment.IsPrivilegedProcess) { Assert.Skip("a lab is built by the superuser"); }
    }
}
