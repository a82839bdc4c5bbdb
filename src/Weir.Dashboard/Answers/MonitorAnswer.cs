namespace Weir.Dashboard.Answers;

/// <summary>A monitor and its tables.</summary>
internal sealed record MonitorAnswer(string Name, string Kind, IReadOnlyList<TableSize> Tables);
