namespace Weir.Dashboard.Answers;

/// <summary>An end of a link: the node, and its interface by its full name.</summary>
internal sealed record LinkEnd(string Node, string Interface);
