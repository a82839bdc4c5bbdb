using Weir.Wire.Frames;

namespace Weir.Control;

/// <summary>A hardware address, and where packets of it came in at last.</summary>
/// <param name="Address">The address.</param>
/// <param name="At">The port.</param>
public sealed record LearnedHost(MacAddress Address, SwitchPort At);
