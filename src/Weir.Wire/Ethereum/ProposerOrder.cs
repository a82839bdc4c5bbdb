namespace Weir.Wire.Ethereum;

/// <summary>
/// The validators in the order in which they propose (klaytn-ibft 4.3): by the characters of their EIP-55 texts, in which capitals come before small letters. The list in a header's extra data is sorted by bytes instead, and the two can differ.
/// </summary>
public sealed class ProposerOrder
{
    private readonly EthereumAddress[] _validators;

    /// <summary>Sorts <paramref name="validators"/>, given in any order; doubles are taken once.</summary>
    /// <exception cref="ArgumentException">There are no validators.</exception>
    public ProposerOrder(IEnumerable<EthereumAddress> validators)
    {
        _validators = [.. validators.Distinct().OrderBy(static v => v.ToString(), StringComparer.Ordinal)];
        if (_validators.Length == 0) { throw new ArgumentException("There are no validators.", nameof(validators)); }
    }

    /// <summary>The validators in order.</summary>
    public IReadOnlyList<EthereumAddress> Validators => _validators;

    /// <summary>Where a validator stands, from 0; -1 when it is none.</summary>
    public int IndexOf(EthereumAddress validator) => Array.IndexOf(_validators, validator);

    /// <summary>Who proposes in <paramref name="round"/> after a block of <paramref name="lastProposer"/> (null for the first block; one that is no validator any more counts as the first).</summary>
    /// <exception cref="NotSupportedException">The policy is <see cref="ProposerPolicy.WeightedRandom"/>, which depends on stakes; see <see cref="Committee"/> for what follows from it.</exception>
    public EthereumAddress Proposer(ProposerPolicy policy, EthereumAddress? lastProposer, ulong round)
    {
        ulong count = (ulong)_validators.Length;
        ulong last = lastProposer is { } address ? (ulong)Math.Max(IndexOf(address), 0) : 0;
        ulong step = policy switch
        {
            ProposerPolicy.RoundRobin => lastProposer is null ? 0UL : 1UL,
            ProposerPolicy.Sticky => 0UL,
            _ => throw new NotSupportedException("The weighted-random policy depends on stakes."),
        };
        return _validators[(int)((last + step + (round % count)) % count)];
    }
}
