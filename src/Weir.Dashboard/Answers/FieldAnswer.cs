namespace Weir.Dashboard.Answers;

/// <summary>A field.</summary>
internal sealed record FieldAnswer(string Name, string Text, int? From, int? To);
