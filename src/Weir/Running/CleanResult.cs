namespace Weir.Running;

/// <summary>What cleaning up after a dead run found and did.</summary>
/// <param name="Run">The run.</param>
/// <param name="Found">What carried its mark.</param>
/// <param name="Left">What of it could not be removed.</param>
public sealed record CleanResult(RunId Run, IReadOnlyList<RunObject> Found, IReadOnlyList<RunObject> Left)
{
    /// <summary>How many objects were removed.</summary>
    public int Removed => Found.Count - Left.Count;
}
