using System.Diagnostics;
using Weir.Tests.Fixtures;

namespace Weir.Tests.Control;

/// <summary>
/// The real Open vSwitch, an instance of the test's own: database, sockets and logs in a folder, two processes that end with it. Its ports are of its own "dummy" kind, into which packets are put by
/// command and whose clock can be set forward: it needs no rights and no interfaces.
/// </summary>
internal sealed class OvsInstance : IAsyncDisposable
{
    private readonly string _folder;
    private readonly List<Process> _processes = [];

    private OvsInstance(string folder) => _folder = folder;

    /// <summary>Starts it with one bridge <c>s1</c> and ports <c>p1</c>, <c>p2</c>…; skips the test where Open vSwitch is not installed.</summary>
    public static async Task<OvsInstance> StartAsync(int ports, string bridgeSettings = "fail_mode=secure")
    {
        string folder = Directory.CreateTempSubdirectory("weir-ovs-").FullName;
        if ((await Shell.RunAsync("command -v ovs-vswitchd && command -v ovsdb-server", folder)).ExitCode != 0)
        {
            Directory.Delete(folder);
            Assert.Skip("Open vSwitch is not installed (Debian: openvswitch-switch)");
        }

        OvsInstance ovs = new(folder);
        (await Shell.RunAsync("ovsdb-tool create conf.db /usr/share/openvswitch/vswitch.ovsschema", folder)).ShouldExit(0);
        ovs.Begin("ovsdb-server", $"{folder}/conf.db", $"--remote=punix:{folder}/db.sock", $"--unixctl={folder}/db.ctl", "-vconsole:off");
        await ovs.WaitForAsync("db.sock");
        (await ovs.VsctlAsync("--no-wait init")).ShouldExit(0);
        ovs.Begin("ovs-vswitchd", $"unix:{folder}/db.sock", "--enable-dummy=override", "--disable-system", $"--unixctl={folder}/vs.ctl", "-vconsole:off");
        await ovs.WaitForAsync("vs.ctl");
        string added = string.Concat(Enumerable.Range(1, ports).Select(n => $" -- add-port s1 p{n} -- set interface p{n} type=dummy ofport_request={n}"));
        (await ovs.VsctlAsync($"add-br s1 -- set bridge s1 datapath_type=dummy other-config:datapath-id=0000000000000001 {bridgeSettings}{added}")).ShouldExit(0);
        return ovs;
    }

    /// <summary>Where the bridge waits for connections.</summary>
    public string Switch => $"unix:{_folder}/s1.mgmt";

    /// <summary>A path in its folder.</summary>
    public string PathOf(string name) => Path.Combine(_folder, name);

    /// <summary>Puts a packet into a port.</summary>
    public async Task ReceiveAsync(int port, int from, int to, string rest = "eth_type(0x0800),ipv4(src=10.0.0.1,dst=10.0.0.2,proto=1,tos=0,ttl=64,frag=no),icmp(type=8,code=0)") =>
        (await AppctlAsync($"netdev-dummy/receive p{port} 'in_port({port}),eth(src=02:00:00:00:00:{from:x2},dst={(to == 0xff ? "ff:ff:ff:ff:ff:ff" : $"02:00:00:00:00:{to:x2}")}),{rest}'")).ShouldExit(0);

    /// <summary>Packets that left by a port.</summary>
    public async Task<long> SentAsync(int port)
    {
        string text = (await Shell.RunAsync($"ovs-ofctl dump-ports {Switch} {port}", _folder)).ShouldExit(0).Out;
        return long.Parse(text[(text.IndexOf("tx pkts=", StringComparison.Ordinal) + 8)..].Split(',')[0], System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>The flows, as ovs-ofctl tells them.</summary>
    public async Task<string[]> FlowsAsync(string options = "") => [.. (await Shell.RunAsync($"ovs-ofctl {options} dump-flows {Switch}", _folder)).ShouldExit(0).Out.Split('\n').Where(line => line.Contains("actions=", StringComparison.Ordinal))];

    /// <summary>Runs ovs-vsctl on its database.</summary>
    public Task<Shell> VsctlAsync(string arguments) => Shell.RunAsync($"ovs-vsctl --db=unix:{_folder}/db.sock --timeout=20 {arguments}", _folder);

    /// <summary>Runs ovs-appctl on its daemon.</summary>
    public Task<Shell> AppctlAsync(string arguments) => Shell.RunAsync($"ovs-appctl -t {_folder}/vs.ctl {arguments}", _folder);

    /// <summary>Waits until something holds.</summary>
    public static async Task UntilAsync(Func<Task<bool>> holds, string what)
    {
        for (int i = 0; i < 200; i++)
        {
            if (await holds()) { return; }
            await Task.Delay(50);
        }

        Assert.Fail($"not within 10 s: {what}");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (Process process in Enumerable.Reverse(_processes))
        {
            if (!process.HasExited) { process.Kill(); }
            await process.WaitForExitAsync();
            process.Dispose();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private void Begin(string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments) { WorkingDirectory = _folder };
        foreach (string variable in (string[])["OVS_RUNDIR", "OVS_LOGDIR", "OVS_DBDIR", "OVS_SYSCONFDIR"]) { start.Environment[variable] = _folder; }
        _processes.Add(PeerProcess.Start(start));
    }

    private Task WaitForAsync(string file) => UntilAsync(() => Task.FromResult(File.Exists(PathOf(file))), $"{file} is there");
}
