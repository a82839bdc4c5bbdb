namespace Weir.Dashboard.Answers;

/// <summary>What was done with how many flows.</summary>
internal sealed record FlowOrderAnswer(string Action, int Count);
