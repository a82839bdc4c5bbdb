namespace Weir.Dashboard.Answers;

/// <summary>What it wrote and how it ended; 124 when it took too long.</summary>
internal sealed record ExecAnswer(int Exit, string Output, string Error, bool Truncated);
