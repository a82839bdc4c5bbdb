namespace Weir.Running;

/// <summary>The outcome of a run.</summary>
/// <param name="Id">The run.</param>
/// <param name="Folder">Its folder.</param>
/// <param name="Result">How it ended.</param>
/// <param name="ExitCode">The exit code that says so.</param>
/// <param name="Doubts">Why its figures cannot be trusted; empty when they can.</param>
/// <param name="Reasons">Why it did not pass, one sentence each; empty when it did.</param>
/// <param name="Checks">What became of the checks, in the file's order.</param>
/// <param name="Durations">How long it took.</param>
public sealed record RunOutcome(RunId Id, string Folder, RunResult Result, int ExitCode, IReadOnlyList<string> Doubts, IReadOnlyList<string> Reasons, IReadOnlyList<CheckResult> Checks, RunDurations Durations)
{
    /// <summary>True when nothing stands against trusting its figures.</summary>
    public bool IsTrustworthy => Doubts.Count == 0;

    /// <summary>The word for the trust: <c>trustworthy</c> or <c>not trustworthy</c>.</summary>
    public string Trust => IsTrustworthy ? "trustworthy" : "not trustworthy";
}
