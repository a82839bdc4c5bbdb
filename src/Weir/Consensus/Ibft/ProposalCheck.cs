namespace Weir.Consensus.Ibft;

/// <summary>What a node finds when it looks at a proposal before it votes (klaytn-ibft 3.7).</summary>
/// <param name="Error">What is wrong; null when nothing is.</param>
/// <param name="Wait">How long until its time has come, when that is all that is wrong.</param>
/// <param name="IsReadable">False when it is so wrong that nobody can read it: then it counts as no proposal, and the round's time runs on.</param>
internal readonly record struct ProposalCheck(string? Error, TimeSpan Wait = default, bool IsReadable = true)
{
    /// <summary>A proposal that may be voted for.</summary>
    public static ProposalCheck Right => new(null);

    /// <summary>True when it may be voted for now.</summary>
    public bool IsRight => Error is null && Wait <= TimeSpan.Zero;
}
