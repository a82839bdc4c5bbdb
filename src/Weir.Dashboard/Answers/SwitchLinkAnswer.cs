namespace Weir.Dashboard.Answers;

/// <summary>A link between two switches, and whether packets are sent over it.</summary>
internal sealed record SwitchLinkAnswer(SwitchPlaceAnswer One, SwitchPlaceAnswer Other, bool Carries);
