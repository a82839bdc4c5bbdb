namespace Weir.Dashboard.Answers;

/// <summary>A value that differs; null where a run does not have it.</summary>
internal sealed record ValueNote(string Name,
    [property: System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.Never)] string? A,
    [property: System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.Never)] string? B);
