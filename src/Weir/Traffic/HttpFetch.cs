namespace Weir.Traffic;

/// <summary>One fetch of a URL.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Status">The status of the answer; 0 when there was none.</param>
/// <param name="Bytes">Bytes of the body.</param>
/// <param name="Duration">From its beginning to the last byte, in nanoseconds.</param>
/// <param name="Failure">Why there is no answer, or null.</param>
internal readonly record struct HttpFetch(long Number, int Status, long Bytes, long Duration, string? Failure)
{
    /// <summary>True for an answer that is no error (below 400).</summary>
    public bool IsGood => Status is > 0 and < 400;
}
