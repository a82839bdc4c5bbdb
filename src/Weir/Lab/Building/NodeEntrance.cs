namespace Weir.Lab.Building;

/// <summary>How another process of this user gets into a node, and what a program finds there. Paths hold while the run lives.</summary>
/// <param name="Network">Path of its network namespace.</param>
/// <param name="Mount">Path of its mounts; null when it shares the machine's.</param>
/// <param name="HostName">Path of the namespace of its host name; null when it shares the machine's.</param>
/// <param name="Processes">Path of its processes; null when it shares the machine's.</param>
/// <param name="Groups">Folders of its control group; none when nothing is limited.</param>
/// <param name="Environment">The variables that every program of the node finds.</param>
/// <param name="WorkingFolder">Where programs run unless they say otherwise.</param>
public sealed record NodeEntrance(string Network, string? Mount, string? HostName, string? Processes, IReadOnlyList<string> Groups, IReadOnlyDictionary<string, string> Environment, string WorkingFolder);
