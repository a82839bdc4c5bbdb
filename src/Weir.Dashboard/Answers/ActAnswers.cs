using System.Text.Json.Serialization;

namespace Weir.Dashboard.Answers;

/// <summary>A program to run in a node.</summary>
internal sealed record ExecOrder(string Node, IReadOnlyList<string> Command, double? Timeout);

/// <summary>What it wrote and how it ended; 124 when it took too long.</summary>
internal sealed record ExecAnswer(int Exit, string Output, string Error, bool Truncated);

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

/// <summary>A link and what is in force now.</summary>
internal sealed record LinkChangeAnswer(string Link, string Now);

/// <summary>A text for the record.</summary>
internal sealed record MarkOrder(string Text);

/// <summary>The run that is being ended.</summary>
internal sealed record DownAnswer(string Run, string State);
