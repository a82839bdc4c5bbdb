using System.Diagnostics;
using System.Globalization;
using Weir.Platform;
using Weir.Wire.Frames;
using Weir.Wire.Netlink;

namespace Weir.Bench;

/// <summary>
/// Time to make and to remove hosts at one bridge: <c>hosts COUNT</c>. A host is a namespace, a veth pair with both ends in their places, a hardware address, an address and a default route
/// of each IP version, and a port of the bridge. CPU time is this process's, with the kernel's work for it; what the kernel does later on its own threads is in the wall time of the removal.
/// </summary>
internal static class HostsHarness
{
    private const int BridgeIndex = 10;
    private const int FirstPort = 100;

    public static void Run(ReadOnlySpan<string> args)
    {
        int count = int.Parse(args[0], CultureInfo.InvariantCulture);
        for (int round = 0; round < 4; round++)
        {
            using Process self = Process.GetCurrentProcess();
            TimeSpan before = self.TotalProcessorTime;
            long start = Stopwatch.GetTimestamp();
            IReadOnlyList<NetworkNamespace> spaces = NetworkNamespace.Create(count + 1);
            TimeSpan spacesTime = Stopwatch.GetElapsedTime(start);
            Build(spaces, count);
            TimeSpan made = Stopwatch.GetElapsedTime(start);
            self.Refresh();
            TimeSpan cpu = self.TotalProcessorTime - before;
            int ports = spaces[0].Routes.Links().Count(l => l.Master == BridgeIndex && l.State == OperationalState.Up);

            start = Stopwatch.GetTimestamp();
            foreach (NetworkNamespace host in spaces.Skip(1)) { host.Dispose(); }
            while (spaces[0].Routes.Links().Count > 2) { Thread.Sleep(1); }
            TimeSpan removed = Stopwatch.GetElapsedTime(start);
            spaces[0].Dispose();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{count} hosts: made in {made.TotalMilliseconds:0} ms (namespaces {spacesTime.TotalMilliseconds:0} ms), CPU {cpu.TotalMilliseconds / count:0.00} ms a host, {ports} ports up, removed in {removed.TotalMilliseconds:0} ms{(round == 0 ? " (cold)" : "")}"));
        }
    }

    private static void Build(IReadOnlyList<NetworkNamespace> spaces, int count)
    {
        var outside = new RouteBatch();
        outside.CreateLink(new LinkRequest { Kind = "bridge", Name = "s1", Index = BridgeIndex, Up = true, Bridge = new BridgeOptions { Stp = false, MulticastSnooping = false } });
        for (int i = 0; i < count; i++)
        {
            outside.CreateLink(new LinkRequest
            {
                Kind = "veth", Name = $"h{i}-eth0", Index = FirstPort + i, Master = BridgeIndex, Up = true,
                Peer = new LinkRequest { Name = "eth0", Index = 2, NamespaceFd = spaces[i + 1].Descriptor, Mac = new MacAddress(0x0277_0000_0000 + (ulong)i) },
            });
        }

        spaces[0].Routes.Send(outside);
        var inside = new RouteBatch();
        for (int i = 0; i < count; i++)
        {
            inside.Clear();
            inside.ChangeLink(new LinkRequest { Index = 1, Up = true });
            inside.ChangeLink(new LinkRequest { Index = 2, Up = true });
            inside.AddAddress(new InterfaceAddress(2, IpAddress.FromIPv4(0x0a010002 + (uint)i), 16));
            inside.AddAddress(new InterfaceAddress(2, Six((uint)i + 2), 64) { Flags = AddressFlags.NoDuplicateDetection });
            inside.AddRoute(Route.DefaultIPv4(IpAddress.FromIPv4(0x0a010001)));
            inside.AddRoute(Route.DefaultIPv6(Six(1)));
            spaces[i + 1].Routes.Send(inside);
        }
    }

    private static IpAddress Six(uint host) => new(((UInt128)0xfd00_0077_0001_0000 << 64) | host);
}
