using Weir.Wire.OpenFlow;

namespace Weir.Switching;

/// <summary>An entry of a flow table while it is installed.</summary>
internal sealed class FlowRule
{
    private FlowSet _cached;

    /// <summary>Which packets, as the controller said it.</summary>
    public required FlowMatch Match { get; init; }

    /// <summary>The same as bits, and which of them count.</summary>
    public required FlowKey Key { get; init; }

    /// <summary>The bits that count.</summary>
    public required FlowKey Mask { get; init; }

    /// <summary>The table that it is in.</summary>
    public required byte Table { get; init; }

    /// <summary>Greater ones win.</summary>
    public required ushort Priority { get; init; }

    /// <summary>The controller's number for it.</summary>
    public required ulong Cookie { get; set; }

    /// <summary>Seconds without a packet, and in all, after which it goes; 0 is never.</summary>
    public required ushort IdleTimeout { get; init; }

    /// <summary>Seconds after which it goes.</summary>
    public required ushort HardTimeout { get; init; }

    /// <summary>The controller's flags.</summary>
    public required ushort Flags { get; init; }

    /// <summary>What it does.</summary>
    public required IReadOnlyList<FlowInstruction> Instructions { get; set; }

    /// <summary>The number of the meter that its packets pass through; null for none.</summary>
    public uint? Meter
    {
        get
        {
            for (int i = 0; i < Instructions.Count; i++)
            {
                if (Instructions[i] is MeterInstruction to) { return to.Meter; }
            }

            return null;
        }
    }

    /// <summary>When it was installed, by the clock's time stamps.</summary>
    public required long Added { get; init; }

    /// <summary>When a packet last followed it.</summary>
    public required long Used { get; set; }

    /// <summary>Packets that followed it.</summary>
    public ulong Packets { get; set; }

    /// <summary>Their bytes.</summary>
    public ulong Bytes { get; set; }

    /// <summary>Those of its packets that the kernel did by itself.</summary>
    public ulong CachedPackets { get; set; }

    /// <summary>The keys in the kernel's table that follow from it.</summary>
    public CachedFlow[] Cached => _cached.ToArray();

    /// <summary>The entry of the same match with the next lower priority; its table sets it.</summary>
    public FlowRule? Lower { get; set; }

    /// <summary>A key follows from it.</summary>
    public void Add(CachedFlow cached) => _cached.Add(cached);

    /// <summary>A key that followed from it is gone.</summary>
    public void Remove(CachedFlow cached) => _cached.Remove(cached);

    /// <summary>True when an output leads to this port.</summary>
    public bool OutputsTo(uint port) => port == OpenFlowPorts.Any || Actions().Any(action => action is OutputAction output && output.Port == port);

    /// <summary>True when it leads to this group.</summary>
    public bool LeadsTo(uint group) => group == OpenFlowPorts.Any || Actions().Any(action => action is TagAction { Kind: TagActionKind.Group } to && to.Number == group);

    private IEnumerable<FlowAction> Actions() => Instructions.OfType<ActionsInstruction>().SelectMany(one => one.Actions);
}
