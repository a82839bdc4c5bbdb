using Weir.Fabric;
using Weir.Memory;
using Weir.Wire.Frames;

namespace Weir.Tests.Memory;

/// <summary>A small network in memory, put together by hand: hosts, routers, switches and links, on one loop.</summary>
internal sealed class MemoryNet(ulong seed = 7)
{
    private uint _macs;

    public MemoryLoop Loop { get; } = new(seed);

    /// <summary>All frames that the watched interfaces saw, with the times.</summary>
    public List<(long Time, string Interface, bool Sent, byte[] Frame)> Seen { get; } = [];

    public static Impairments Fast { get; } = new() { Rate = new DataRate(1_000_000_000) };

    public MemoryHost Host(string name, bool forwards = false) => new(Loop, name, forwards);

    public LearningBridge Bridge() => new(Loop, TimeSpan.FromMinutes(5));

    /// <summary>Gives a host an interface with addresses such as <c>10.1.0.1/16</c>.</summary>
    public MemoryInterface Port(MemoryHost host, params string[] addresses)
    {
        MemoryInterface made = Port(host.Name, host.Interfaces.Count);
        host.Add(made);
        foreach (string one in addresses)
        {
            IpPrefix.TryParse(one, out IpPrefix prefix).ShouldBeTrue();
            host.Add(new HostAddress(Address(prefix.Address.ToString()), prefix.Length, made));
        }

        return made;
    }

    public MemoryInterface Port(LearningBridge bridge, string name, int number)
    {
        MemoryInterface made = Port(name, number);
        bridge.Add(made);
        return made;
    }

    public EngineLink Join(MemoryInterface a, MemoryInterface b, Impairments? both = null)
    {
        Impairments carried = both ?? Fast;
        if (carried.Rate is null) { carried = carried with { Rate = Fast.Rate }; }
        EngineLink link = Loop.Pump.Add($"{a.Node}-{a.Name} -- {b.Node}-{b.Name}", a.End, b.End, carried, carried);
        Loop.Watch(link);
        return link;
    }

    /// <summary>Two hosts on a cable, 10.1.0.1 and 10.1.0.2, with IPv6 addresses beside.</summary>
    public (MemoryHost A, MemoryHost B, EngineLink Link) Pair(Impairments? both = null)
    {
        MemoryHost a = Host("a"), b = Host("b");
        MemoryInterface one = Port(a, "10.1.0.1/16", "fd00::1/64"), other = Port(b, "10.1.0.2/16", "fd00::2/64");
        Watch(one);
        return (a, b, Join(one, other, both));
    }

    public void Watch(MemoryInterface one) => one.Watch((frame, sent) => Seen.Add((Loop.Now, $"{one.Node}-{one.Name}", sent, frame.ToArray())));

    public Task<T> RunAsync<T>(Func<Task<T>> work) => Loop.RunAsync(work);

    public static IpAddress Address(string text) => WireAddress.Of(System.Net.IPAddress.Parse(text));

    public static void Route(MemoryHost host, string to, string via, MemoryInterface by)
    {
        IpPrefix.TryParse(to, out IpPrefix prefix).ShouldBeTrue();
        host.Add(new HostRoute(new AddressBlock(Address(prefix.Address.ToString()), prefix.Length), Address(via), by));
    }

    private MemoryInterface Port(string node, int number) => new(Loop, node, $"eth{number}", new MacAddress(0x0277_0000_0000UL + ++_macs), 1500) { IsUp = true };
}
