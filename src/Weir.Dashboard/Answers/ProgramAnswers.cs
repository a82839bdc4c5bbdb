namespace Weir.Dashboard.Answers;

/// <summary>A program and what it is doing.</summary>
internal sealed record ProgramAnswer(string Name, string Node, string Kind, IReadOnlyList<string> Command, string State, string? Exit, int? Pid, int Starts, long LogBytes);

/// <summary>Lines of a program's log; <paramref name="Next"/> is the offset after the last one, <paramref name="End"/> says that nothing more is there now.</summary>
internal sealed record LogAnswer(IReadOnlyList<LogLine> Lines, long Next, bool End);

/// <summary>A line that a program wrote: <c>out</c> or <c>err</c>.</summary>
internal sealed record LogLine(double Time, string Stream, string Text);

/// <summary>A check and what became of it: <c>pass</c>, <c>fail</c>, <c>skip</c> or <c>waiting</c>.</summary>
internal sealed record CheckAnswer(string Name, string Kind, string Mode, string Result, string? Message, double? Seconds);
