namespace Weir.Dashboard.Answers;

/// <summary>What the network is made of.</summary>
internal sealed record TopologyAnswer(IReadOnlyList<NodeAnswer> Nodes, IReadOnlyList<LinkAnswer> Links);

/// <summary>A node.</summary>
internal sealed record NodeAnswer(string Name, string Kind, IReadOnlyList<string> Addresses, IReadOnlyList<InterfaceAnswer> Interfaces, IReadOnlyList<string> Programs);

/// <summary>An interface of a node.</summary>
internal sealed record InterfaceAnswer(string Name, string FullName, string Mac, IReadOnlyList<string> Addresses);

/// <summary>A link, and what is asked of it now.</summary>
internal sealed record LinkAnswer(string Name, LinkEnd A, LinkEnd B, string Backend, bool Up, string Impairments);

/// <summary>An end of a link: the node, and its interface by its full name.</summary>
internal sealed record LinkEnd(string Node, string Interface);
