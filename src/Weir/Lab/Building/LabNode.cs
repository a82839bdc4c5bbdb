using System.Collections.Immutable;
using Weir.Lab.Plan;
using Weir.Platform;
using Weir.Programs;
using Weir.Wire.Netlink;
using Weir.Wire.OpenFlow;

namespace Weir.Lab.Building;

/// <summary>A node of a lab while it stands: where its interfaces are, and where its programs run.</summary>
public abstract class LabNode : IAsyncDisposable
{
    /// <summary>Begins a node.</summary>
    protected LabNode(NodePlan plan) => Plan = plan;

    /// <summary>What was planned.</summary>
    public NodePlan Plan { get; internal set; }

    /// <summary>The namespace in which the node's interfaces are; null for a node without interfaces of this kernel.</summary>
    public abstract NetworkNamespace? Network { get; }

    /// <summary>Where its programs run; null for a node that runs none.</summary>
    public abstract IProgramHost? Programs { get; }

    /// <summary>How another process gets into it; null when it cannot, as into a switch or another kernel.</summary>
    public virtual NodeEntrance? Entrance => null;

    /// <summary>What it is doing, in a word: <c>up</c>, or for a machine that boots <c>booting</c>, and <c>gone</c> when it ended by itself.</summary>
    public virtual string State => "up";

    /// <summary>What is wrong with it, a sentence, while it goes on; null when nothing is known.</summary>
    public virtual string? Fault => null;

    /// <summary>The number of the bridge that its interfaces become ports of; null when it is none.</summary>
    public virtual int? Master => null;

    /// <summary>True when its interfaces are taps that another kernel reads, not ends of a veth pair.</summary>
    public virtual bool TakesTaps => false;

    /// <summary>True when frames must come to it as on a wire, with their checksums and no longer than the link takes: its own kernel would not finish them.</summary>
    public virtual bool NeedsFinishedFrames => false;

    /// <summary>The name that an interface of this node has in <see cref="Network"/>.</summary>
    public virtual string NameOf(InterfacePlan one) => one.KernelName;

    /// <summary>Adds to <paramref name="batch"/>, which is sent in <see cref="Network"/>, what the node needs beside its interfaces while they are still down.</summary>
    public virtual void Configure(RouteBatch batch) { }

    /// <summary>Adds to <paramref name="batch"/> what one of its interfaces needs while it is still down, such as its addresses.</summary>
    public virtual void Configure(RouteBatch batch, LabInterface one) { }

    /// <summary>Adds to <paramref name="batch"/> what needs the interfaces to be up.</summary>
    public virtual void Raise(RouteBatch batch) { }

    /// <summary>Adds to <paramref name="batch"/> what makes the routes of a node's stack those of another plan: <paramref name="gone"/> are deleted, <paramref name="come"/> added.</summary>
    public virtual void ChangeRoutes(RouteBatch batch, IReadOnlyList<RoutePlan> gone, IReadOnlyList<RoutePlan> come) { }

    /// <summary>Writes the names of all nodes into its hosts file anew, where it has one by now.</summary>
    public virtual void RewriteHosts() { }

    /// <summary>Adds to <paramref name="batch"/>, which is sent in the lab's own namespace, what takes the node out of the lab while the others stay, after <see cref="DisposeAsync"/>.</summary>
    public virtual void Remove(RouteBatch batch) { }

    /// <summary>Completes when the node has come up and can run programs.</summary>
    public virtual Task StartAsync(CancellationToken cancellation) => Task.CompletedTask;

    /// <summary>Takes an interface into use that came while the node stands; it is up.</summary>
    /// <exception cref="WeirException">It cannot be used.</exception>
    public virtual Task JoinAsync(InterfacePlan one, CancellationToken cancellation) => Task.CompletedTask;

    /// <summary>Lets go of an interface that went while the node stands.</summary>
    /// <exception cref="WeirException">It cannot be let go.</exception>
    public virtual Task LeaveAsync(InterfacePlan one) => Task.CompletedTask;

    /// <summary>
    /// Packets that came in at its ports, first, and where they ended, by names that add up to it as long as none is under way; empty for a node that keeps no such account.
    /// </summary>
    /// <param name="links">The interfaces of <see cref="Network"/> by their numbers, as the kernel has just told them.</param>
    /// <exception cref="WeirException">The kernel cannot be asked.</exception>
    public virtual IReadOnlyList<KeyValuePair<string, long>> Account(IReadOnlyDictionary<int, LinkInfo> links) => [];

    /// <summary>What a switch of OpenFlow counted at its ports, now, by their interfaces' full names; empty for a node that is none.</summary>
    /// <exception cref="WeirException">It does not answer.</exception>
    public virtual Task<IReadOnlyDictionary<string, PortEntry>> PortsAsync(CancellationToken cancellation) => Task.FromResult<IReadOnlyDictionary<string, PortEntry>>(ImmutableDictionary<string, PortEntry>.Empty);

    /// <summary>Removes what the node made. Twice is harmless.</summary>
    public abstract ValueTask DisposeAsync();
}
