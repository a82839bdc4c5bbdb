using System.Net.Sockets;
using System.Runtime.InteropServices;
using Weir.Fabric;
using Weir.Platform;
using Weir.Tests.Fixtures;

namespace Weir.Tests.Fabric;

/// <summary>Two network namespaces of our own, 10.99.0.1 and 10.99.0.2, joined by a link of the engine between two tap devices.</summary>
internal sealed partial class TapPair : IAsyncDisposable
{
    private const int NewNetwork = 0x40000000;
    private static int s_count;
    private readonly string _mark = $"wt{Environment.ProcessId}x{Interlocked.Increment(ref s_count)}";

    private TapPair(Impairments forward, Impairments backward)
    {
        Engine = new LinkEngine(new LinkEngineOptions { Seed = 3 }, MachineClock.Instance);
        Link = Engine.Add("a -- b", TapEnd.Open(_mark + "a"), TapEnd.Open(_mark + "b"), forward, backward);
    }

    public LinkEngine Engine { get; }

    public EngineLink Link { get; }

    public string First => _mark + "a";

    public string Second => _mark + "b";

    public static async Task<TapPair> StartAsync(Impairments forward, Impairments backward)
    {
        if (Environment.UserName != "root" || !File.Exists("/dev/net/tun") || (await Shell.RunAsync("command -v ip", "/")).ExitCode != 0)
        {
            Assert.Skip("tap devices between namespaces need root, /dev/net/tun and iproute2");
        }

        var pair = new TapPair(forward, backward);
        foreach ((string name, int host) in ((string, int)[])[(pair.First, 1), (pair.Second, 2)])
        {
            (await Shell.RunAsync(
                $"ip netns add {name} && ip link set {name} netns {name} && ip -n {name} addr add 10.99.0.{host}/24 dev {name} && ip -n {name} link set lo up && ip -n {name} link set {name} up", "/")).ShouldExit(0);
        }

        return pair;
    }

    /// <summary>A socket that lives in one of the namespaces.</summary>
    public static Socket Socket(string name, SocketType type = SocketType.Stream)
    {
        Socket? socket = null;
        Exception? failure = null;
        // A thread of its own: it ends with the namespace it entered.
        var thread = new Thread(() =>
        {
            try
            {
                using Microsoft.Win32.SafeHandles.SafeFileHandle space = File.OpenHandle($"/run/netns/{name}");
                Enter((int)space.DangerousGetHandle(), NewNetwork).ShouldBe(0);
                socket = new Socket(AddressFamily.InterNetwork, type, type == SocketType.Stream ? ProtocolType.Tcp : ProtocolType.Udp);
            }
            catch (Exception e)
            {
                failure = e;
            }
        });
        thread.Start();
        thread.Join();
        return socket ?? throw new InvalidOperationException("no socket", failure);
    }

    public async ValueTask DisposeAsync()
    {
        await Engine.DisposeAsync();
        await Shell.RunAsync($"ip netns del {First}; ip netns del {Second}", "/");
    }

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    private static partial int Enter(int descriptor, int kind);
}
