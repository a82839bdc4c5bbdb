namespace Weir.Dashboard.Answers;

/// <summary>A check and what became of it: <c>pass</c>, <c>fail</c>, <c>skip</c> or <c>waiting</c>.</summary>
internal sealed record CheckAnswer(string Name, string Kind, string Mode, string Result, string? Message, double? Seconds);
