using Weir.Fabric;
using Weir.Wire.Frames;

namespace Weir.Memory;

/// <summary>
/// A host or router in memory: a network stack with Ethernet, ARP and neighbour discovery, IPv4 and IPv6 with static routes, ICMP, UDP and TCP. It lives on the thread of its <see cref="MemoryLoop"/> alone; what it does
/// follows from the frames that come, its loop's clock and its seed.
/// </summary>
internal sealed partial class MemoryHost
{
    private const byte UsualHopLimit = 64;

    private readonly List<MemoryInterface> _interfaces = [];
    private readonly List<HostAddress> _addresses = [];
    private readonly List<HostRoute> _routes = [];
    private readonly Dictionary<IpAddress, HostAddress> _own = [];
    private readonly FragmentStore _fragments;
    private readonly RandomStream _random;
    private long _connectionsMade;

    /// <summary>Makes a host without interfaces.</summary>
    /// <param name="loop">Where it lives.</param>
    /// <param name="name">Its name; with the seed it decides its sequence numbers and ports.</param>
    /// <param name="forwards">True for a router.</param>
    public MemoryHost(MemoryLoop loop, string name, bool forwards)
    {
        Loop = loop;
        Name = name;
        Forwards = forwards;
        _fragments = new FragmentStore(Counters);
        _random = new RandomStream(loop.Seed, "host " + name);
        _nextPort = FirstDynamicPort + (int)(_random.Bits(0, RandomPurpose.FirstPort) % DynamicPorts);
        Neighbours = new NeighbourCache(this);
    }

    /// <summary>Where it lives.</summary>
    public MemoryLoop Loop { get; }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>True when it passes packets on between its interfaces.</summary>
    public bool Forwards { get; }

    /// <summary>Its interfaces in the order in which they were added.</summary>
    public IReadOnlyList<MemoryInterface> Interfaces => _interfaces;

    /// <summary>Its addresses.</summary>
    public IReadOnlyList<HostAddress> Addresses => _addresses;

    /// <summary>The stations of its segments whose Ethernet addresses it knows.</summary>
    public NeighbourCache Neighbours { get; }

    /// <summary>What it did not take.</summary>
    public StackCounters Counters { get; } = new();

    /// <summary>Its routes, those to its own segments first.</summary>
    public IEnumerable<HostRoute> Routes => _addresses.Where(one => one.Interface.IsUp).Select(one => new HostRoute(one.Network, null, one.Interface)).Concat(_routes.Where(route => route.Interface.IsUp));

    /// <summary>Gives it an interface.</summary>
    public void Add(MemoryInterface one)
    {
        _interfaces.Add(one);
        one.Received = Take;
    }

    /// <summary>Gives an interface an address.</summary>
    public void Add(HostAddress address)
    {
        _addresses.Add(address);
        _own[address.Address] = address;
    }

    /// <summary>Gives it a route beside those to its own segments.</summary>
    public void Add(HostRoute route) => _routes.Add(route);

    /// <summary>True for an address of its own, or of any host with itself.</summary>
    public bool IsOwn(IpAddress address) => _own.ContainsKey(address) || IsLoopback(address);

    /// <summary>How a packet to <paramref name="destination"/> leaves: by the longest prefix that fits. False when there is no route.</summary>
    public bool TryRoute(IpAddress destination, out RouteChoice choice)
    {
        if (IsOwn(destination))
        {
            choice = new RouteChoice(null, destination, destination);
            return true;
        }

        HostRoute? best = null;
        foreach (HostAddress one in _addresses)
        {
            if (one.Interface.IsUp && (best is null || one.Length > best.To.Length) && one.Network.Contains(destination)) { best = new HostRoute(one.Network, null, one.Interface); }
        }

        foreach (HostRoute route in _routes)
        {
            if (route.Interface.IsUp && (best is null || route.To.Length > best.To.Length) && route.To.Contains(destination)) { best = route; }
        }

        choice = default;
        if (best is null) { return false; }
        IpAddress next = best.Via ?? destination;
        if (SourceFor(best.Interface, next) is not { } source) { return false; }
        choice = new RouteChoice(best.Interface, next, source);
        return true;
    }

    /// <summary>The address with which it speaks to a station of an interface's segment; null when it has none of that version there.</summary>
    public IpAddress? SourceFor(MemoryInterface one, IpAddress next)
    {
        IpAddress? any = null;
        foreach (HostAddress address in _addresses)
        {
            if (address.Interface != one || address.Address.IsIPv4 != next.IsIPv4) { continue; }
            if (address.Network.Contains(next)) { return address.Address; }
            any ??= address.Address;
        }

        return any;
    }

    /// <summary>Where the next connection begins to count its bytes.</summary>
    internal uint NextSequence() => (uint)_random.Bits(_connectionsMade++, RandomPurpose.InitialSequence);

    private static bool IsLoopback(IpAddress address) => address.IsIPv4 ? (uint)address.Value >> 24 == 127 : address.Value == UInt128.One;

    private static bool IsMulticast(IpAddress address) => address.IsIPv4 ? (uint)address.Value >> 28 == 14 : address.Value >> 120 == 0xff;
}
