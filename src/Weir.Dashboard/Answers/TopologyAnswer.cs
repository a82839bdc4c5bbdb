namespace Weir.Dashboard.Answers;

/// <summary>What the network is made of.</summary>
internal sealed record TopologyAnswer(IReadOnlyList<NodeAnswer> Nodes, IReadOnlyList<LinkAnswer> Links);
