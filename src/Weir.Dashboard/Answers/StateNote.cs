namespace Weir.Dashboard.Answers;

/// <summary>What a run is doing. The last one also says how the verdict came about: the server may be gone before it could be asked.</summary>
internal sealed record StateNote(string State, double Now, string? Result, string? Trust)
{
    public IReadOnlyList<string>? Reasons { get; init; }
    public IReadOnlyList<string>? Doubts { get; init; }
    public IReadOnlyDictionary<string, double>? Durations { get; init; }
}
