namespace Weir.Consensus.Chain;

/// <summary>One parameter by its name in headers and votes.</summary>
/// <param name="Name">The name, lower case.</param>
/// <param name="Form">What its value looks like.</param>
/// <param name="Read">Its JSON literal.</param>
/// <param name="With">The parameters with another value, given as what stands between the quotes of a text, or as the literal of a number or truth value; null when the value is none.</param>
internal sealed record GovernanceKey(string Name, GovernanceForm Form, Func<ChainParameters, string> Read, Func<ChainParameters, string, ChainParameters?> With)
{
    /// <summary>Whether the key stands in the genesis header; all do unless told otherwise.</summary>
    public Func<ChainParameters, ForkSchedule, bool> InGenesis { get; init; } = static (_, _) => true;

    /// <summary>Whether votes may change it (klaytn-state 5.4).</summary>
    public bool Votable { get; init; } = true;
}
