namespace Weir.Dashboard.Answers;

/// <summary>A program and what it is doing.</summary>
internal sealed record ProgramAnswer(string Name, string Node, string Kind, IReadOnlyList<string> Command, string State, string? Exit, int? Pid, int Starts, long LogBytes);
