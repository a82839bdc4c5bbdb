namespace Weir.Dashboard.Answers;

/// <summary>A program to run in a node.</summary>
internal sealed record ExecOrder(string Node, IReadOnlyList<string> Command, double? Timeout);
