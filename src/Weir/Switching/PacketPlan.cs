namespace Weir.Switching;

/// <summary>What becomes of a packet: the entries that it follows, and the copies that leave.</summary>
internal sealed class PacketPlan
{
    /// <summary>The entries, one a table.</summary>
    public List<FlowRule> Rules { get; } = [];

    /// <summary>What else counts it: groups and their buckets.</summary>
    public List<TrafficCounter> Counters { get; } = [];

    /// <summary>The port that sees it as it came in, whatever becomes of it; null for none.</summary>
    public SwitchPort? Mirror { get; set; }

    /// <summary>The meters that it passes through, by their slots, and how many copies have left before each.</summary>
    public List<(int Slot, int Before)> Meters { get; } = [];

    /// <summary>The copies; none drops the packet.</summary>
    public List<PacketCopy> Copies { get; } = [];

    /// <summary>False when every packet of this key must be looked at here.</summary>
    public bool IsCacheable { get; set; } = true;

    /// <summary>True when it follows also from what the switch has learnt.</summary>
    public bool UsesLearning { get; set; }

    /// <summary>True when an action could not be carried out, such as a third tag on a packet.</summary>
    public bool IsIncomplete { get; set; }

    /// <summary>Makes it the plan of another packet, with nothing in it.</summary>
    public void Clear()
    {
        Rules.Clear();
        Counters.Clear();
        Meters.Clear();
        Copies.Clear();
        Mirror = null;
        (IsCacheable, UsesLearning, IsIncomplete) = (true, false, false);
    }
}
