namespace Weir.Dashboard.Answers;

/// <summary>Flows to add, change or delete, as <c>weir flow</c> takes them.</summary>
internal sealed record FlowOrder(string Action, IReadOnlyList<string> Flows);
