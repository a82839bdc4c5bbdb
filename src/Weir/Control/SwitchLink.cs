namespace Weir.Control;

/// <summary>A link between two switches, found by a probe that went out of one port and came in at the other.</summary>
/// <param name="One">The smaller end.</param>
/// <param name="Other">The other end.</param>
/// <param name="Carries">True when packets are sent over it; false for one that would close a loop.</param>
public sealed record SwitchLink(SwitchPort One, SwitchPort Other, bool Carries);
