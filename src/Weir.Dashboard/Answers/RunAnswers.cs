using System.Text.Json;

namespace Weir.Dashboard.Answers;

/// <summary>This server.</summary>
internal sealed record AboutAnswer(string Weir, string Host, string Kernel, string? Current);

/// <summary>How many checks passed, failed, and were never decided.</summary>
internal sealed record CheckCounts(int Pass, int Fail, int Skip);

/// <summary>One run among others.</summary>
internal record RunSummary
{
    public required string Id { get; init; }
    public required string Lab { get; init; }
    public string? Begin { get; init; }
    public required string State { get; init; }
    public string? Result { get; init; }
    public string? Trust { get; init; }
    public double? Seconds { get; init; }
    public int Nodes { get; init; }
    public int Links { get; init; }
    public required CheckCounts Checks { get; init; }
}

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

/// <summary>A monitor and its tables.</summary>
internal sealed record MonitorAnswer(string Name, string Kind, IReadOnlyList<TableSize> Tables);

/// <summary>A table and its rows.</summary>
internal sealed record TableSize(string Name, long Rows);

/// <summary>A capture.</summary>
internal sealed record CaptureAnswer(string Name, IReadOnlyList<string> Points, long? Bytes, long? Written, long? Dropped);
