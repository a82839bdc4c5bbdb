namespace Weir.Processing;

/// <summary>What a run of the path over capture files did.</summary>
/// <param name="Files">One result a file, in the order given.</param>
/// <param name="Balance">The counters of all points together.</param>
/// <param name="Interrupted">True when the run was cancelled: everything before the cancellation is in the result.</param>
public sealed record PathResult(IReadOnlyList<FileResult> Files, Balance Balance, bool Interrupted)
{
    /// <summary>All points of all files.</summary>
    public IEnumerable<PointResult> Points => Files.SelectMany(file => file.Points);
}
