using Weir.Wire.Ethereum;

namespace Weir.Consensus.Ibft;

/// <summary>The rules of a network that its nodes must share, or they will not agree.</summary>
internal sealed record IbftOptions
{
    /// <summary>Whose rule says how many votes decide.</summary>
    public IbftVersion Version { get; init; } = IbftVersion.Klaytn18;

    /// <summary>How the proposer is chosen.</summary>
    public ProposerPolicy Policy { get; init; } = ProposerPolicy.RoundRobin;

    /// <summary>Largest committee; all validators vote when they are not more.</summary>
    public int CommitteeSize { get; init; } = 21;

    /// <summary>Whether the round enters the choice of the committee, as since the fork istanbulCompatible.</summary>
    public bool RoundInCommittee { get; init; } = true;

    /// <summary>How long round 0 may take; round r from 1 on takes 2^r seconds more.</summary>
    public TimeSpan RoundTime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a round may take. The doubling stops at round 20 (twelve days), where nobody waits any more.</summary>
    public TimeSpan TimeOf(ulong round) => round == 0 ? RoundTime : RoundTime + TimeSpan.FromSeconds(1L << (int)Math.Min(round, 20));
}
