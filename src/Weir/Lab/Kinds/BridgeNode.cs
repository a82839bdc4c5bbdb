using Weir.Lab.Building;
using Weir.Lab.Plan;
using Weir.Platform;
using Weir.Programs;
using Weir.Wire.Netlink;

namespace Weir.Lab.Kinds;

/// <summary>A bridge while it stands. It runs no programs: it has no network stack of its own.</summary>
internal sealed class BridgeNode : LabNode
{
    private readonly NetworkNamespace _core;
    private readonly int _index;

    public BridgeNode(NodePlan plan, LabNetwork network) : base(plan)
    {
        _core = network.Core;
        _index = network.NextIndex(_core);
        bool stp = plan.Settings.Flag("stp");
        network.CoreBatch.CreateLink(new LinkRequest
        {
            Kind = "bridge",
            Name = KernelNames.Of(plan.Name),
            Index = _index,
            Bridge = new BridgeOptions
            {
                Stp = stp,
                Ageing = plan.Settings.Duration("ageing"),
                // The shortest that the standard allows (IEEE 802.1D 8.10.2): a lab should not wait half a minute for its first frame.
                ForwardDelay = stp ? TimeSpan.FromSeconds(4) : null,
                HelloTime = stp ? TimeSpan.FromSeconds(1) : null,
                MaxAge = stp ? TimeSpan.FromSeconds(6) : null,
                // A switch of a lab floods multicast like any switch without IGMP snooping; the kernel's snooping would swallow the first reports.
                MulticastSnooping = false,
            },
        });
        network.CoreBatch.AddAlternativeNames(_index, Names(plan, network));
    }

    /// <inheritdoc/>
    public override NetworkNamespace Network => _core;

    /// <inheritdoc/>
    public override IProgramHost? Programs => null;

    /// <inheritdoc/>
    public override int? Master => _index;

    /// <inheritdoc/>
    public override void Configure(RouteBatch batch) => batch.ChangeLink(new LinkRequest { Index = _index, LinkLocalAddress = false });

    /// <inheritdoc/>
    public override void Raise(RouteBatch batch) => batch.ChangeLink(new LinkRequest { Index = _index, Up = true });

    /// <inheritdoc/>
    public override void Remove(RouteBatch batch) => batch.DeleteLink(_index);

    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static string[] Names(NodePlan plan, LabNetwork network)
    {
        string marked = $"{network.Surroundings.Mark}:{plan.Name}";
        return KernelNames.Of(plan.Name) == plan.Name ? [marked] : [marked, plan.Name];
    }
}
