using System.Globalization;
using Weir.Platform;
using Weir.Switching;
using Weir.Tests.Fixtures;
using Weir.Tests.Platform;
using Weir.Wire.Frames;
using Weir.Wire.Netlink;

namespace Weir.Tests.Switching;

/// <summary>Hosts in namespaces of their own, h1 to hN with 10.77.0.N and fd77::N, at the ports 1 to N of a switch.</summary>
internal sealed class SwitchScene : IAsyncDisposable
{
    private const int FirstIndex = 1000;
    private readonly IReadOnlyList<NetworkNamespace> _spaces;
    private readonly string _folder;

    private SwitchScene(IReadOnlyList<NetworkNamespace> spaces, OpenFlowSwitch made, string folder)
    {
        (_spaces, Switch, _folder) = (spaces, made, folder);
    }

    public OpenFlowSwitch Switch { get; }

    /// <summary>Where ovs-ofctl finds the switch.</summary>
    public string Place => $"unix:{_folder}/switch";

    public string Folder => _folder;

    public NetworkNamespace Core => _spaces[0];

    /// <summary>What became of the packets that came in until now.</summary>
    public SwitchBalance Balance => Switch.Balance(Core.Routes.Links().ToDictionary(link => link.Index));

    /// <summary>A host's namespace.</summary>
    public NetworkNamespace Host(int number) => _spaces[number];

    public static async Task<SwitchScene> StartAsync(int hosts, bool standalone = false, string? controller = null, string version = "", int mirror = 0, int local = 0)
    {
        IReadOnlyList<NetworkNamespace> spaces = RootOnly.Namespaces(hosts + 1);
        string folder = Directory.CreateTempSubdirectory("weir-switch-").FullName;
        var batch = new RouteBatch();
        for (int i = 1; i <= hosts; i++)
        {
            batch.CreateLink(new LinkRequest { Kind = "veth", Name = $"p{i}", Index = FirstIndex + i, Mac = new MacAddress(0x02_aa_00_00_00_00 + (ulong)i), Peer = new LinkRequest { Name = "eth0", Mac = Mac(i), NamespaceFd = spaces[i].Descriptor } });
        }

        spaces[0].Routes.Send(batch);
        var options = new SwitchOptions("s1", 1, "up")
        {
            Standalone = standalone,
            Listen = [ConnectionPlace.ParsePassive($"punix:{folder}/switch")],
            Controllers = controller is null ? [] : [new SwitchController(ConnectionPlace.ParseActive(controller.Replace("FOLDER", folder, StringComparison.Ordinal)))],
            Versions = version.Length == 0 ? [] : [version == "1.0" ? Weir.Wire.OpenFlow.OpenFlowVersion.OpenFlow10 : Weir.Wire.OpenFlow.OpenFlowVersion.OpenFlow13],
        };
        var made = new OpenFlowSwitch(options, spaces[0], MachineClock.Instance);
        var scene = new SwitchScene(spaces, made, folder);
        for (int i = 1; i <= hosts; i++) { made.AddPort(i == local ? Weir.Wire.OpenFlow.OpenFlowPorts.Local : (uint)i, FirstIndex + i, $"p{i}", new MacAddress(0x02_aa_00_00_00_00 + (ulong)i), mirror: i == mirror); }
        for (int i = 1; i <= hosts; i++)
        {
            await scene.OnAsync(i, $"ip addr add 10.77.0.{i}/24 dev eth0; ip -6 addr add fd77::{i}/64 dev eth0 nodad; ip link set lo up; ip link set eth0 up");
            await scene.OnAsync(0, $"ip link set p{i} addrgenmode none; ip link set p{i} up");
        }

        made.Start();
        return scene;
    }

    /// <summary>The interface of a port.</summary>
    public static int Index(int port) => FirstIndex + port;

    /// <summary>A host's interface.</summary>
    public static int HostIndex(NetworkNamespace host) => host.Routes.Links().First(link => link.Name == "eth0").Index;

    public static MacAddress Mac(int host) => new(0x02_00_00_00_00_00 + (ulong)host);

    /// <summary>Runs a command at a host (0 is where the ports are).</summary>
    public Task<Shell> OnAsync(int host, string command) => Shell.RunAsync($"nsenter --net={_spaces[host].Path} bash -c '{command}'", _folder);

    /// <summary>Whether a host reaches another.</summary>
    public async Task<bool> PingsAsync(int from, int to, int count = 1) =>
        (await OnAsync(from, string.Create(CultureInfo.InvariantCulture, $"ping -n -c {count} -i 0.05 -W 1 10.77.0.{to}"))).ExitCode == 0;

    /// <summary>Runs ovs-ofctl; skips the test where it is missing.</summary>
    public async Task<string> ControlAsync(string command, string version = "OpenFlow10")
    {
        await NeedAsync("ovs-ofctl", "openvswitch-common");
        string[] words = command.Split(' ', 2);
        Shell run = await Shell.RunAsync($"ovs-ofctl -O {version} {words[0]} {Place} {(words.Length > 1 ? words[1] : "")}", _folder);
        return run.ShouldExit(0).Out + run.Error;
    }

    public static async Task NeedAsync(string program, string package)
    {
        if ((await Shell.RunAsync($"command -v {program}", "/")).ExitCode != 0) { Assert.Skip($"{program} is not installed (Debian: {package})"); }
    }

    /// <summary>Waits until something holds.</summary>
    public static async Task UntilAsync(Func<Task<bool>> holds, string what, int seconds = 30)
    {
        long begin = MachineClock.Instance.GetTimestamp();
        while (!await holds())
        {
            if (MachineClock.Instance.GetElapsedTime(begin) > TimeSpan.FromSeconds(seconds)) { throw new TimeoutException($"after {seconds} s not yet: {what}"); }
            await Task.Delay(50);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Switch.DisposeAsync();
        foreach (NetworkNamespace space in _spaces) { space.Dispose(); }
        Directory.Delete(_folder, recursive: true);
    }
}
