using System.Text.Json;

namespace Weir.Dashboard.Answers;

/// <summary>One run.</summary>
internal sealed record RunAnswer : RunSummary
{
    public string? Description { get; init; }
    public long? Seed { get; init; }
    public double? Duration { get; init; }
    public double Now { get; init; }
    public required IReadOnlyDictionary<string, string> Vars { get; init; }
    public JsonElement? Host { get; init; }
    public IReadOnlyDictionary<string, double>? Durations { get; init; }
    public required IReadOnlyList<string> Reasons { get; init; }
    public required IReadOnlyList<string> Doubts { get; init; }
    public required string Folder { get; init; }
    public required IReadOnlyList<MonitorAnswer> Monitors { get; init; }
    public required IReadOnlyList<CaptureAnswer> Captures { get; init; }
}
