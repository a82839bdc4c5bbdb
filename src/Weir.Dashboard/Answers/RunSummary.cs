namespace Weir.Dashboard.Answers;

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
