namespace Weir.Dashboard.Answers;

/// <summary>A capture.</summary>
internal sealed record CaptureAnswer(string Name, IReadOnlyList<string> Points, long? Bytes, long? Written, long? Dropped);
