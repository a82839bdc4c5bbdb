namespace Weir.Dashboard.Answers;

/// <summary>A log grew to this offset.</summary>
internal sealed record LogNote(string Program, long Next);
