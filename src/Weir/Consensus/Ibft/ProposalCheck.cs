namespace Weir.Consensus.Ibft;

/// <summary>What a node finds when it looks at a proposal before it votes (klaytn-ibft 3.7).</summary>
/// <param name="Error">What is wrong; null when nothing is.</param>
/// <param name="Wait">How long until its time has come, when that is all that is wrong.</param>
internal readonly record struct ProposalCheck(string? Error, TimeSpan Wait = default)
{
    /// <summary>A proposal that may be voted for.</summary>
    public static ProposalCheck Right => default;

    /// <summary>True when it may be voted for now.</summary>
    public bool IsRight => Error is null && Wait <= TimeSpan.Zero;
}
