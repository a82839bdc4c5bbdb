namespace Weir.Checks;

/// <summary>A program of the run as a check sees it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Node">The node it runs on.</param>
/// <param name="State"><c>waiting</c>, <c>starting</c>, <c>running</c> (ready), <c>paused</c> or <c>exited</c>.</param>
/// <param name="ExitCode">How it ended, 128 plus the signal when one ended it; null while it has not.</param>
/// <param name="Restarts">How often it was started again.</param>
/// <param name="CpuSeconds">CPU time that it and its children used.</param>
/// <param name="ResidentBytes">Memory that it has in use, in bytes; 0 when it has ended.</param>
/// <param name="Log">The file with its output.</param>
public sealed record ProgramFacts(string Name, string Node, string State, int? ExitCode, int Restarts, double CpuSeconds, long ResidentBytes, string Log);
