using System.Numerics;
using Weir.Wire.Ethereum;

namespace Weir.Consensus.Chain;

/// <summary>
/// A chain of blocks with the state after the last. Blocks are final: each has one successor, and nothing is taken back. Reading may be done by any thread; appending by one at a time.
/// </summary>
public interface IChain : IDisposable
{
    /// <summary>How the chain began.</summary>
    Genesis Genesis { get; }

    /// <summary>The last block, with its committed seals.</summary>
    Block Head { get; }

    /// <summary>The state after the last block.</summary>
    WorldState State { get; }

    /// <summary>Who sealed the last block; null after the genesis.</summary>
    EthereumAddress? HeadProposer { get; }

    /// <summary>The validators that decide the next block, ascending by bytes.</summary>
    IReadOnlyList<EthereumAddress> Validators { get; }

    /// <summary>The parameters that hold in the next block.</summary>
    ChainParameters Parameters { get; }

    /// <summary>Total difficulty of the last block: its number + 1.</summary>
    BigInteger TotalDifficulty { get; }

    /// <summary>Finds a block by its number.</summary>
    bool TryGet(ulong number, out Block? block);

    /// <summary>Finds a block by its hash.</summary>
    bool TryGet(Hash256 hash, out Block? block);

    /// <summary>The receipts of a block, RLP each, in the order of its transactions; false when there is no such block.</summary>
    bool TryGetReceipts(ulong number, out IReadOnlyList<ReadOnlyMemory<byte>> receipts);

    /// <summary>
    /// Builds and seals the block that follows the head, with round 0 and without committed seals: the round is no part of its hash, so the same block serves every round
    /// (<see cref="BlockHeader.WithExtra"/>). Its time is a second after the head's, or <paramref name="now"/> when that is later.
    /// </summary>
    Block Propose(ProposalOptions options, DateTimeOffset now);

    /// <summary>What a validator checks before it votes (klaytn-state 6, stage V): all that can be told without executing transactions. Committed seals may be missing.</summary>
    BlockVerdict Verify(Block proposal, DateTimeOffset now);

    /// <summary>
    /// Checks everything (stage I), executes the block, and makes it the head when it is right. Its header carries the committed seals. A block whose execution proves it wrong is remembered as bad.
    /// When this returns, the block outlives the process.
    /// </summary>
    BlockVerdict Append(Block block, DateTimeOffset now);
}
