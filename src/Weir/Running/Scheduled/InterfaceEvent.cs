using Weir.Declaration;
using Weir.Lab.Building;
using Weir.Lab.Kinds;
using Weir.Lab.Plan;
using Weir.Wire.Netlink;

namespace Weir.Running.Scheduled;

/// <summary><c>interface:</c> sets an interface up or down.</summary>
internal sealed class InterfaceEvent : IScheduledKind
{
    /// <inheritdoc/>
    public KindForm Form { get; } = new("interface", "Sets an interface up or down", [new("state", new WordForm("up", "down"), "Whether it is up") { Required = true }]) { Shorthand = "state" };

    /// <inheritdoc/>
    public NameKinds Targets => NameKinds.Interface;

    /// <inheritdoc/>
    public Task<string> FireAsync(EventTarget target, LabRun run, CancellationToken cancellation)
    {
        LabInterface one = run.Network.Interface(target.Name) ?? throw new WeirException($"there is no interface '{target.Name}'");
        bool up = target.Settings.Text("state") == "up";
        if (one.Memory is { } memory)
        {
            memory.IsUp = up;
            if (!up && one.Node is MemoryHostNode host) { host.Host.Neighbours.Forget(memory); }
            return Task.FromResult(up ? "up" : "down");
        }

        var batch = new RouteBatch();
        batch.ChangeLink(new LinkRequest { Index = one.Index, Up = up });
        // The kernel forgets the routes through an interface that goes down.
        if (up) { one.Node.Raise(batch); }
        IReadOnlyList<Platform.RouteFault> faults = one.Network.Routes.TrySend(batch);
        if (faults.Count > 0 && faults[0].Request == 0) { throw new WeirException(faults[0].ToString(), 4); }
        return Task.FromResult(up ? "up" : "down");
    }
}
