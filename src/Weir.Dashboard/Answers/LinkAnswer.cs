namespace Weir.Dashboard.Answers;

/// <summary>A link, and what is asked of it now.</summary>
internal sealed record LinkAnswer(string Name, LinkEnd A, LinkEnd B, string Backend, bool Up, string Impairments);
