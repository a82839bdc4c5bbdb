namespace Weir.Consensus.Chain;

/// <summary>From which block on a change of the rules holds (klaytn-state 7); null where it never does.</summary>
public sealed record ForkSchedule
{
    /// <summary>Data of transactions costs the same for every byte; contracts carry the version of their machine.</summary>
    public ulong? Istanbul { get; init; }

    /// <summary>A base fee in the header.</summary>
    public ulong? Magma { get; init; }

    /// <summary>Parameters hold one block earlier.</summary>
    public ulong? Kore { get; init; }

    /// <summary>True when the Magma rules hold in a block.</summary>
    public bool IsMagma(ulong number) => number >= Magma;

    /// <summary>True when the Kore rules hold in a block.</summary>
    public bool IsKore(ulong number) => number >= Kore;
}
