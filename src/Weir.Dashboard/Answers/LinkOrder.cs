using System.Text.Json.Serialization;

namespace Weir.Dashboard.Answers;

/// <summary>A change of a link: values as a lab file writes them.</summary>
internal sealed record LinkOrder
{
    public required string Link { get; init; }
    public bool? Up { get; init; }

    /// <summary>True puts back what the lab file says.</summary>
    public bool? Reset { get; init; }

    [JsonExtensionData]
    public Dictionary<string, System.Text.Json.JsonElement>? Values { get; set; }
}
