namespace Weir.Dashboard.Answers;

/// <summary>A layer and the bytes of its header, from the one offset to before the other.</summary>
internal sealed record LayerAnswer(string Name, string Summary, int? From, int? To, IReadOnlyList<FieldAnswer> Fields);
