namespace Weir.Dashboard.Answers;

/// <summary>A switch that is connected to a controller.</summary>
internal sealed record ConnectedSwitchAnswer(string Number, string? Node, string Version, DateTimeOffset Since, int Ports);
