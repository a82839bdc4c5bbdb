namespace Weir.Checks;

/// <summary>What a program that a check ran in a node left.</summary>
/// <param name="ExitCode">Its exit code; 128 plus the signal when one ended it; 124 when it was given up.</param>
/// <param name="Output">What it wrote to standard output, 1 MiB at most.</param>
/// <param name="Error">What it wrote to standard error, 1 MiB at most.</param>
public sealed record CommandOutput(int ExitCode, string Output, string Error);
