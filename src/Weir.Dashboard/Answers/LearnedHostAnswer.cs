namespace Weir.Dashboard.Answers;

/// <summary>A hardware address, the node whose it is, and where it was seen.</summary>
internal sealed record LearnedHostAnswer(string Mac, string? Node, SwitchPlaceAnswer At);
