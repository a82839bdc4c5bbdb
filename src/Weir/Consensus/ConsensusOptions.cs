using Weir.Wire.Ethereum;

namespace Weir.Consensus;

/// <summary>The settings of a <see cref="ConsensusMonitor"/>; the defaults are those of production.</summary>
public sealed record ConsensusOptions
{
    /// <summary>Which versions' rule says how many commits decide.</summary>
    public IbftVersion Version { get; init; } = IbftVersion.Klaytn18;

    /// <summary>Largest committee; more validators than that do not all vote. Null when it is not known: all vote.</summary>
    public int? CommitteeSize { get; init; }

    /// <summary>Name of the node at whose port the point is, as in the table of nodes; null: it is named as the point.</summary>
    public string? OwnNode { get; init; }

    /// <summary>
    /// How far messages of one direction may be out of their order, and how long after its last message a block may still be the one that a lost message belonged to.
    /// Nodes hand each message to a thread of its own, so a vote can overtake another by what the scheduler takes; measured on loaded machines: up to 60 ms.
    /// </summary>
    public TimeSpan Margin { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>When nothing came about a decided block for that long, what its nodes sent has arrived; measured on loaded machines: gaps of up to 125 ms within a block.</summary>
    public TimeSpan Quiet { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>After that long without a message a connection is dead: nodes close one that is silent for 30 s (klaytn-ibft 0).</summary>
    public TimeSpan SilentConnection { get; init; } = TimeSpan.FromSeconds(31);

    /// <summary>A block that had no message for that long is closed: its messages are let go, its counts stay. A message that comes later still makes it uncertain.</summary>
    public TimeSpan BlockWindow { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>Blocks that are open at once; beyond that the one that was silent longest is closed early.</summary>
    public int MaxOpenBlocks { get; init; } = 1024;

    /// <summary>Different messages of one block; further ones are refused, counted, and make the block uncertain. 64 validators in 100 rounds send about 13,000.</summary>
    public int MaxMessagesPerBlock { get; init; } = 16_384;

    /// <summary>Closed blocks that are kept in memory; beyond that the oldest are let go and counted (<see cref="ConsensusReport.BlocksForgotten"/>).</summary>
    public int MaxClosedBlocks { get; init; } = 100_000;

    /// <summary>Intervals of doubt that are kept; beyond that the last is widened instead.</summary>
    public int MaxDoubts { get; init; } = 65_536;

    /// <summary>Findings that are kept; further ones are only counted.</summary>
    public int MaxFindings { get; init; } = 10_000;

    /// <summary>Connections, network addresses and senders that are told apart, each; messages beyond that are refused and counted. At most 16,383.</summary>
    public int MaxPeers { get; init; } = 16_383;
}
