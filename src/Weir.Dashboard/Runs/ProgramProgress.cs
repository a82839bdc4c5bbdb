namespace Weir.Dashboard.Runs;

/// <summary>What a run's events say of one program.</summary>
/// <param name="State"><c>waiting</c>, <c>starting</c>, <c>running</c>, <c>paused</c> or <c>exited</c>.</param>
/// <param name="Exit">How it ended the last time, in words; null while it never ended.</param>
/// <param name="Process">Its present process; null when none runs or the record does not say.</param>
/// <param name="Starts">How often it was started.</param>
internal readonly record struct ProgramProgress(string State, string? Exit, int? Process, int Starts)
{
    /// <summary>A program of which nothing was heard.</summary>
    public static ProgramProgress Waiting { get; } = new("waiting", null, null, 0);
}
