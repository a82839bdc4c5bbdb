namespace Weir.Dashboard.Answers;

/// <summary>What a node sent, by its claimed name.</summary>
internal sealed record ConsensusNode(string Node, MessageCounts Counts, long Mismatches);
