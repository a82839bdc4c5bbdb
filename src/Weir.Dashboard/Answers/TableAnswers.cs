namespace Weir.Dashboard.Answers;

/// <summary>Rows of a table; <paramref name="Total"/> counts those that the condition means.</summary>
internal sealed record TableAnswer(IReadOnlyList<ColumnAnswer> Columns, IReadOnlyList<object?[]> Rows, long Total);

/// <summary>A column.</summary>
internal sealed record ColumnAnswer(string Name, string Type, string? Meaning);

/// <summary>What a consensus monitor saw.</summary>
internal sealed record ConsensusAnswer(IReadOnlyList<string> Points, IReadOnlyList<BlockAnswer> Blocks, IReadOnlyList<ConsensusNode> Nodes, IReadOnlyList<RoundAnswer> Rounds);

/// <summary>Different messages by type.</summary>
internal sealed record MessageCounts(long Preprepare, long Prepare, long Commit, long Roundchange);

/// <summary>A block: the seconds of its first message on the run's clock, and the milliseconds from its preprepare to its quorum.</summary>
internal sealed record BlockAnswer(long Block, double? Time, string State, bool Decided, long? Round, string? Proposer, double? QuorumMs, MessageCounts Counts);

/// <summary>What a node sent, by its claimed name.</summary>
internal sealed record ConsensusNode(string Node, MessageCounts Counts, long Mismatches);

/// <summary>A round of a block.</summary>
internal sealed record RoundAnswer(long Block, long Round, string? Proposer, bool Decided, long Prepares, long Commits, long Roundchanges);

/// <summary>What came in at each source, and where it ended.</summary>
internal sealed record BalanceAnswer(IReadOnlyList<BalanceSource> Sources);

/// <summary>A monitor or capture: packets that came in, packets of them whose end is counted.</summary>
internal sealed record BalanceSource(string Name, IReadOnlyList<WaypointAnswer> Waypoints, long In, long Accounted);

/// <summary>A waypoint: <paramref name="Packets"/> where packets are counted, <paramref name="Bytes"/> where bytes are, <paramref name="Count"/> for all else.</summary>
internal sealed record WaypointAnswer(string Name, string Meaning, long? Packets, long? Bytes, long? Count);
