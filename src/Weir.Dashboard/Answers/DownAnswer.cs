namespace Weir.Dashboard.Answers;

/// <summary>The run that is being ended.</summary>
internal sealed record DownAnswer(string Run, string State);
