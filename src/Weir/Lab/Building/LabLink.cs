using Weir.Lab.Plan;
using Weir.Platform;
using Weir.Wire.Netlink;

namespace Weir.Lab.Building;

/// <summary>A link of a lab while it stands.</summary>
public abstract class LabLink : IAsyncDisposable
{
    /// <summary>Begins a link.</summary>
    protected LabLink(LinkPlan plan, LabInterface a, LabInterface b)
    {
        Plan = plan;
        A = a;
        B = b;
        AtoB = plan.AtoB;
        BtoA = plan.BtoA;
    }

    /// <summary>What was planned.</summary>
    public LinkPlan Plan { get; internal set; }

    /// <summary>The end that the file names first.</summary>
    public LabInterface A { get; }

    /// <summary>The other end.</summary>
    public LabInterface B { get; }

    /// <summary>What happens to frames from A to B now.</summary>
    public Impairments AtoB { get; protected set; }

    /// <summary>What happens to frames from B to A now.</summary>
    public Impairments BtoA { get; protected set; }

    /// <summary>Adds what the link needs beside its ends, which are made and down: <paramref name="batchOf"/> gives the batch that is sent in a namespace.</summary>
    public virtual void Configure(Func<NetworkNamespace, RouteBatch> batchOf) { }

    /// <summary>Begins to carry frames; the ends are up.</summary>
    public virtual void Start() { }

    /// <summary>Changes what happens to frames. Frames on their way keep the time that they were given.</summary>
    /// <exception cref="WeirException">This back end cannot do it, or the machine refuses.</exception>
    public abstract void Change(Impairments aToB, Impairments bToA);

    /// <summary>Whether <see cref="Change"/> can put these values in force.</summary>
    public virtual bool CanChange(Impairments aToB, Impairments bToA) => true;

    /// <summary>What was asked and what was measured so far, for each direction; empty where the back end measures nothing.</summary>
    public virtual IReadOnlyList<LinkMeasurement> Measure() => [];

    /// <summary>Takes the ends away while the lab stands, after <see cref="DisposeAsync"/>.</summary>
    /// <exception cref="WeirException">The machine refuses.</exception>
    public virtual void Remove() { }

    /// <summary>Ends what carries the frames. Twice is harmless.</summary>
    public virtual ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
