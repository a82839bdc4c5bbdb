using Weir.Lab.Plan;

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
    public LinkPlan Plan { get; }

    /// <summary>The end that the file names first.</summary>
    public LabInterface A { get; }

    /// <summary>The other end.</summary>
    public LabInterface B { get; }

    /// <summary>What happens to frames from A to B now.</summary>
    public Impairments AtoB { get; protected set; }

    /// <summary>What happens to frames from B to A now.</summary>
    public Impairments BtoA { get; protected set; }

    /// <summary>Begins to carry frames; the ends are up.</summary>
    public virtual void Start() { }

    /// <summary>Changes what happens to frames. Frames on their way keep the time that they were given.</summary>
    /// <exception cref="WeirException">This back end cannot do it, or the machine refuses.</exception>
    public abstract void Change(Impairments aToB, Impairments bToA);

    /// <summary>What was asked and what was measured so far, for each direction; empty where the back end measures nothing.</summary>
    public virtual IReadOnlyList<LinkMeasurement> Measure() => [];

    /// <summary>Ends what carries the frames. Twice is harmless.</summary>
    public virtual ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
