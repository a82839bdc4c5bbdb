using Weir.Fabric;
using Weir.Lab.Plan;
using Weir.Wire.Netlink;

namespace Weir.Lab.Building;

/// <summary>Links between nodes in memory: the engine's directions with every impairment, on the lab's own clock.</summary>
public sealed class MemoryBackend : ILinkBackend
{
    /// <summary>What a link carries that asks for no rate, as a cable of today does: without any limit the time of a lab would stand still while its programs send.</summary>
    public static DataRate CableRate { get; } = new(1_000_000_000);

    /// <inheritdoc/>
    public LinkBackend Backend => LinkBackend.Memory;

    /// <inheritdoc/>
    public LabLink Connect(LinkPlan plan, LabInterface a, LabInterface b, LabNetwork network, RouteBatch batch)
    {
        if (network.Surroundings.Loop is not { } loop || a.Memory is not { } first || b.Memory is not { } second) { throw new WeirException($"link {plan.Name}: only nodes in memory can be joined in memory", 4); }
        EngineLink link = loop.Pump.Add(plan.Name, first.End, second.End, Carried(plan.AtoB), Carried(plan.BtoA));
        loop.Watch(link);
        var made = new MemoryLink(plan, a, b, loop, link);
        made.SetCarrier();
        return made;
    }

    // A link of the kernel that asks for no rate has nothing that could be full: its frames are handed on where they are sent.
    private static readonly QueueLimit s_cableQueue = QueueLimit.OfPackets(16_384);

    /// <summary>What is asked, with the cable's own rate where no other is.</summary>
    internal static Impairments Carried(Impairments asked) => asked.Rate is not null || asked.Trace is not null ? asked
        : asked with { Rate = CableRate, Queue = asked.Queue == QueueLimit.Default ? s_cableQueue : asked.Queue };
}
