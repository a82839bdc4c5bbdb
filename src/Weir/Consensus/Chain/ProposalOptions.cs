using Weir.Wire.Ethereum;

namespace Weir.Consensus.Chain;

/// <summary>Who builds a block, and what of it is free.</summary>
public sealed record ProposalOptions
{
    /// <summary>The validator's private key, 32 bytes.</summary>
    public required ReadOnlyMemory<byte> PrivateKey { get; init; }

    /// <summary>Who gets the reward; null for the validator itself.</summary>
    public EthereumAddress? Rewardbase { get; init; }

    /// <summary>The first bytes of the extra data, at most 31: nodes write their version there. Nobody looks at them.</summary>
    public ReadOnlyMemory<byte> Vanity { get; init; }

    /// <summary>A governance vote to cast (RLP), or empty.</summary>
    public ReadOnlyMemory<byte> Vote { get; init; }

    /// <summary>Transactions that are wanted, each sender's in the order of its nonces. Those that are not possible on the state are left out.</summary>
    public IReadOnlyList<Transaction> Transactions { get; init; } = [];

    /// <summary>The clock by which the time for executing transactions is measured; null for as long as it takes.</summary>
    public TimeProvider? Clock { get; init; }

    /// <summary>How long transactions are executed at most (klaytn-state 0): those that are left wait for a later block. Klaytn's own nodes take 250 ms, a fortieth of a round.</summary>
    public TimeSpan ExecutionTime { get; init; } = TimeSpan.FromMilliseconds(250);
}
