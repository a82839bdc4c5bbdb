using Weir.Wire.OpenFlow;

namespace Weir.Control;

/// <summary>A group of a switch as the switch tells it.</summary>
/// <param name="Group">What it is.</param>
/// <param name="Counters">What it has counted; null where the switch counts nothing for it.</param>
internal sealed record GroupState(GroupDescriptionEntry Group, GroupEntry? Counters)
{
    /// <summary>Its kind as ovs-ofctl writes it.</summary>
    public string Kind => Group.GroupType switch { 0 => "all", 1 => "select", 2 => "indirect", 3 => "ff", var other => other.ToString(System.Globalization.CultureInfo.InvariantCulture) };
}
