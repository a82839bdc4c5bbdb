namespace Weir.Dashboard.Answers;

/// <summary>A line that a program wrote: <c>out</c> or <c>err</c>.</summary>
internal sealed record LogLine(double Time, string Stream, string Text);
