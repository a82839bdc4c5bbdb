namespace Weir.Dashboard.Answers;

/// <summary>What a consensus monitor saw.</summary>
internal sealed record ConsensusAnswer(IReadOnlyList<string> Points, IReadOnlyList<BlockAnswer> Blocks, IReadOnlyList<ConsensusNode> Nodes, IReadOnlyList<RoundAnswer> Rounds);
