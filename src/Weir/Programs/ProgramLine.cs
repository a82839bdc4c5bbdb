namespace Weir.Programs;

/// <summary>One line that a program wrote.</summary>
/// <param name="Number">Its position in the program's output, from 1.</param>
/// <param name="Time">Seconds since the run's clock started.</param>
/// <param name="IsError">True when it came from standard error.</param>
/// <param name="Text">The line without its end; bytes that are no UTF-8 are replaced.</param>
public readonly record struct ProgramLine(long Number, double Time, bool IsError, string Text);
