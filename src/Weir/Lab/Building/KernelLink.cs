using Weir.Lab.Plan;
using Weir.Platform;
using Weir.Wire.Netlink;

namespace Weir.Lab.Building;

/// <summary>A link that the kernel carries, shaped by queue disciplines at the exits of its ends where something is asked of it.</summary>
/// <param name="plan">What was planned.</param>
/// <param name="cable">Its interfaces.</param>
/// <param name="toB">Shapes frames from A to B; null where no interface carries them alone.</param>
/// <param name="toA">Shapes frames from B to A; null where no interface carries them alone.</param>
internal sealed class KernelLink(LinkPlan plan, KernelCable cable, KernelShaper? toB, KernelShaper? toA) : LabLink(plan, cable.A, cable.B)
{
    /// <summary>The shapers that there are.</summary>
    public IEnumerable<KernelShaper> Shapers => new[] { toB, toA }.OfType<KernelShaper>();

    /// <inheritdoc/>
    public override void Configure(Func<NetworkNamespace, RouteBatch> batchOf)
    {
        bool down = !Plan.AtoB.Up && !Plan.BtoA.Up;
        foreach ((KernelShaper? shaper, Impairments values) in ((KernelShaper?, Impairments)[])[(toB, Plan.AtoB), (toA, Plan.BtoA)]) { shaper?.Shape(batchOf(shaper.Point.Network), down ? values with { Up = true } : values); }
    }

    /// <inheritdoc/>
    public override void Start()
    {
        if (!AtoB.Up && !BtoA.Up) { Set(A, up: false); }
    }

    /// <inheritdoc/>
    public override void Change(Impairments aToB, Impairments bToA)
    {
        string[] beyond = [.. BeyondOf(toB, aToB).Concat(BeyondOf(toA, bToA)).Distinct()];
        if (beyond.Length > 0) { throw new WeirException($"link {Plan.Name} is carried by the back end '{Plan.Backend.ToString().ToLowerInvariant()}', which cannot do this while it runs: {string.Join(", ", beyond)}; write 'backend: engine' at it", 3); }
        bool down = !aToB.Up && !bToA.Up, wasDown = !AtoB.Up && !BtoA.Up;
        Shape(toB, down ? aToB with { Up = true } : aToB);
        AtoB = aToB;
        Shape(toA, down ? bToA with { Up = true } : bToA);
        BtoA = bToA;

        // A cable has its carrier only while both ends are up, so one end is enough, and the other keeps its routes and addresses.
        if (down != wasDown) { Set(A, !down); }
    }

    /// <inheritdoc/>
    public override bool CanChange(Impairments aToB, Impairments bToA) => !BeyondOf(toB, aToB).Concat(BeyondOf(toA, bToA)).Any();

    /// <inheritdoc/>
    public override IReadOnlyList<LinkMeasurement> Measure() => [.. new[] { Measure(toB, A, B), Measure(toA, B, A) }.OfType<LinkMeasurement>()];

    /// <inheritdoc/>
    public override void Remove() => cable.Remove();

    private static IEnumerable<string> BeyondOf(KernelShaper? shaper, Impairments values) =>
        shaper is not null ? shaper.Beyond(values) : values with { Up = true } == Impairments.None ? [] : ["anything but up and down, as a guest is plugged into a bridge directly"];

    private static void Shape(KernelShaper? shaper, Impairments values)
    {
        if (shaper is null) { return; }
        var batch = new RouteBatch();
        shaper.Shape(batch, values);
        shaper.Point.Network.Routes.Send(batch);
    }

    private static void Set(LabInterface end, bool up)
    {
        var batch = new RouteBatch();
        batch.ChangeLink(new LinkRequest { Index = end.Index, Up = up });
        if (up) { end.Node.Raise(batch); }
        // The routes that the kernel kept are refused as being there already; only the first request must succeed.
        if (end.Network.Routes.TrySend(batch) is [{ Request: 0 } fault, ..]) { throw new WeirException(fault.ToString(), 4); }
    }

    private static LinkMeasurement? Measure(KernelShaper? shaper, LabInterface from, LabInterface to)
    {
        if (shaper?.Read() is not { } count) { return null; }
        (DataRate Asked, DataRate Measured)? rate = shaper.Rate();
        return new LinkMeasurement(from.Plan.Node, to.Plan.Node, (long)count.Packets + count.Drops + count.Waiting, (long)count.Packets, 0, count.Drops, (long)count.Bytes)
        {
            Backlog = count.Backlog,
            AskedRate = rate?.Asked.BitsPerSecond,
            MeasuredRate = rate?.Measured.BitsPerSecond,
        };
    }
}
