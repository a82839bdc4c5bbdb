namespace Weir.Dashboard.Answers;

/// <summary>A controller and what it knew when it wrote last: switches, links that it found, addresses that it learned (the first 5000 of them), and what it has counted.</summary>
internal sealed record ControllerAnswer(string Name, string App, string Node, IReadOnlyList<string> Switches, IReadOnlyList<ConnectedSwitchAnswer> Connected, IReadOnlyList<SwitchLinkAnswer> Links, IReadOnlyList<LearnedHostAnswer> Hosts, int HostCount, IReadOnlyDictionary<string, long> Counters);
