using Weir.Lab.Building;
using Weir.Lab.Plan;
using Weir.Platform;
using Weir.Programs;
using Weir.Wire.Netlink;

namespace Weir.Lab.Kinds;

/// <summary>A host or router while it stands: a network namespace that this process holds by a descriptor.</summary>
internal sealed class HostNode : LabNode
{
    private const int Loopback = 1;

    private readonly NetworkNamespace _network;
    private readonly LabNetwork _lab;
    private readonly NamespaceHost _programs;

    public HostNode(NodePlan plan, LabNetwork network, bool forwards) : base(plan)
    {
        _lab = network;
        _network = network.TakeNamespace();
        // A namespace that a node leaves as it is needs no thread that enters it.
        if (forwards || plan.Sysctls.Count > 0) { _network.Run(() => SetKernel(forwards, plan.Sysctls)); }
        _programs = new NamespaceHost(plan, _network, network);
    }

    /// <inheritdoc/>
    public override NetworkNamespace Network => _network;

    /// <inheritdoc/>
    public override IProgramHost Programs => _programs;

    /// <inheritdoc/>
    public override NodeEntrance Entrance => _programs.Entrance();

    /// <inheritdoc/>
    public override string NameOf(InterfacePlan one) => one.Name;

    /// <inheritdoc/>
    public override void Configure(RouteBatch batch)
    {
        batch.ChangeLink(new LinkRequest { Index = Loopback, Up = true });
        // What lives here is of the run, even when it hides its environment: that is how the removal after a crash finds it.
        batch.AddAlternativeNames(Loopback, [$"{_lab.Surroundings.Mark}:{Plan.Name}-lo"]);
    }

    /// <inheritdoc/>
    public override void Configure(RouteBatch batch, LabInterface one)
    {
        foreach (IpPrefix address in one.Plan.Addresses)
        {
            // Nobody else has the address: looking for a duplicate would only make the first second of the run different from the rest.
            batch.AddAddress(new InterfaceAddress(one.Index, Addresses.ToWire(address.Address), address.Length) { Flags = address.IsV6 ? AddressFlags.NoDuplicateDetection : AddressFlags.None });
        }
    }

    /// <inheritdoc/>
    public override void Raise(RouteBatch batch)
    {
        foreach (RoutePlan route in Plan.Routes) { batch.AddRoute(ToWire(route)); }
    }

    /// <inheritdoc/>
    public override void ChangeRoutes(RouteBatch batch, IReadOnlyList<RoutePlan> gone, IReadOnlyList<RoutePlan> come)
    {
        foreach (RoutePlan route in gone) { batch.DeleteRoute(ToWire(route)); }
        foreach (RoutePlan route in come) { batch.ReplaceRoute(ToWire(route)); }
    }

    /// <inheritdoc/>
    public override void RewriteHosts() => _programs.RewriteHosts();

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await _programs.DisposeAsync().ConfigureAwait(false);
        _network.Dispose();
    }

    private Route ToWire(RoutePlan route) =>
        new(Addresses.ToWire(route.To.Network.Address), route.To.Length) { Gateway = Addresses.ToWire(route.Via), Index = _lab.Interface($"{Plan.Name}-{route.Interface}")?.Index ?? 0 };

    private static void SetKernel(bool forwards, IReadOnlyList<KeyValuePair<string, string>> wanted)
    {
        if (forwards)
        {
            KernelSettings.TrySet("net.ipv4.ip_forward", "1");
            KernelSettings.TrySet("net.ipv6.conf.all.forwarding", "1");
        }

        foreach ((string name, string value) in wanted)
        {
            if (!KernelSettings.TrySet(name, value)) { throw new WeirException($"the kernel setting {name} cannot be set to '{value}' in a node: there is none of this name here, or it does not take this value", 4); }
        }
    }
}
