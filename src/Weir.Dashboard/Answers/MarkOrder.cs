namespace Weir.Dashboard.Answers;

/// <summary>A text for the record.</summary>
internal sealed record MarkOrder(string Text);
