namespace Weir.Dashboard.Answers;

/// <summary>A link and what is in force now.</summary>
internal sealed record LinkChangeAnswer(string Link, string Now);
