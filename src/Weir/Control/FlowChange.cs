using Weir.Wire.OpenFlow;

namespace Weir.Control;

/// <summary>A flow that came or went between two looks.</summary>
/// <param name="IsAdded">True when it came.</param>
/// <param name="Flow">The flow, with its counters when it was seen last.</param>
internal sealed record FlowChange(bool IsAdded, FlowEntry Flow);
