using Weir.Wire.OpenFlow;

namespace Weir.Control;

/// <summary>A port of a switch as the switch tells it.</summary>
/// <param name="Port">What it is.</param>
/// <param name="Counters">What it has counted; null where the switch counts nothing for it.</param>
internal sealed record PortState(PortDescription Port, PortEntry? Counters)
{
    /// <summary>True when it is not switched off and has a link.</summary>
    public bool IsUp => (Port.State & PortDescription.StateLinkDown) == 0 && (Port.Config & PortDescription.ConfigDown) == 0;
}
