using System.Text.Json.Serialization;

namespace Weir.Dashboard.Answers;

/// <summary>One event; the fields of its kind stand beside these.</summary>
internal sealed record EventAnswer
{
    public required long Index { get; init; }
    public required double Time { get; init; }
    public required string Kind { get; init; }
    public string? Subject { get; init; }
    public required string Text { get; init; }

    [JsonExtensionData]
    public Dictionary<string, System.Text.Json.JsonElement>? More { get; set; }
}
