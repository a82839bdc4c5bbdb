namespace Weir.Dashboard.Answers;

/// <summary>An OpenFlow switch: its number for controllers, and, while it lives, what its ports have counted and how many flows it has. The fault says why a living one could not be asked.</summary>
internal sealed record SwitchAnswer(string Name, string Kind, string Number, string FailMode, IReadOnlyList<string> Controllers, IReadOnlyList<SwitchPortAnswer> Ports, int? Flows, string? Fault);
