namespace Weir.Dashboard.Answers;

/// <summary>A port of a switch: the node, or its number where the lab has no such node.</summary>
internal sealed record SwitchPlaceAnswer(string Switch, uint Port, string? Interface);
