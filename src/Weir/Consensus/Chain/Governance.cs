using System.Text;
using System.Text.Json;
using Weir.Wire.Ethereum;

namespace Weir.Consensus.Chain;

/// <summary>
/// What votes in headers changed: the validators, and the parameters with the block from which on they hold (klaytn-state 3, 5.4). Fed with each header in turn; a function of the headers alone. Used under the chain's lock.
/// </summary>
internal sealed class Governance
{
    private readonly ForkSchedule _forks;
    private readonly SortedSet<EthereumAddress> _validators;

    // Sets of parameters with the epoch block that wrote each, ascending. The genesis wrote the first.
    private readonly List<(ulong Written, ChainParameters Parameters)> _sets;

    // Passed and not yet written, and the votes since the last epoch block.
    private readonly Dictionary<string, string> _pending = new(StringComparer.Ordinal);
    private readonly List<GovernanceVote> _votes = [];
    private ulong _roundTimeout;

    /// <summary>Begins with a genesis.</summary>
    public Governance(Genesis genesis)
    {
        _forks = genesis.Forks;
        _validators = [.. genesis.Validators];
        _sets = [(0, genesis.Parameters)];
        _roundTimeout = genesis.Parameters.RoundTimeout;
    }

    /// <summary>The validators of the next block, ascending by bytes.</summary>
    public IReadOnlyCollection<EthereumAddress> Validators => _validators;

    /// <summary>The parameters that hold in a block.</summary>
    public ChainParameters ParametersAt(ulong number)
    {
        // Before Kore a set holds one block later.
        ulong late = _forks.IsKore(number) ? 0UL : 1UL;
        ChainParameters parameters = _sets.Last(set => set.Written == 0 || number >= set.Written + set.Parameters.Epoch + late).Parameters;
        return parameters with { RoundTimeout = _roundTimeout };
    }

    /// <summary>What belongs into the governance field of a block that is built now: empty but in an epoch's block after votes that passed.</summary>
    public byte[] FieldOf(ulong number) => number % ParametersAt(number).Epoch == 0 && _pending.Count > 0 ? GovernanceText.Encode(_pending) : [];

    /// <summary>Null when a header's governance field may stand there, else what is wrong.</summary>
    public string? Check(BlockHeader header)
    {
        if (header.Governance.IsEmpty || header.Number % ParametersAt(header.Number).Epoch != 0) { return null; }
        if (!TryRead(header.Governance.Span, out Dictionary<string, string> given)) { return "the governance data cannot be read"; }
        foreach ((string key, string literal) in given)
        {
            if (!_pending.TryGetValue(key, out string? voted)) { return $"the governance data change {key}, for which nobody voted"; }
            if (voted != literal) { return $"the governance data say {key} {literal}, the votes said {voted}"; }
        }

        return null;
    }

    /// <summary>Takes in the header of an appended block.</summary>
    public void Apply(BlockHeader header, EthereumAddress proposer)
    {
        ulong number = header.Number;
        if (number % ParametersAt(number).Epoch == 0)
        {
            if (!header.Governance.IsEmpty && TryRead(header.Governance.Span, out Dictionary<string, string> given))
            {
                ChainParameters parameters = _sets[^1].Parameters;
                foreach ((string key, string literal) in given) { parameters = GovernanceKeys.Find(key)?.With(parameters, literal.Trim('"')) ?? parameters; }
                _sets.Add((number, parameters));
            }

            _pending.Clear();
            _votes.Clear();
        }

        if (!header.Vote.IsEmpty && GovernanceVote.TryRead(header.Vote.Span, out GovernanceVote? vote)) { Count(vote!, proposer, ParametersAt(number + 1)); }
    }

    private void Count(GovernanceVote vote, EthereumAddress proposer, ChainParameters parameters)
    {
        if (vote.IsAboutValidators)
        {
            bool adds = vote.Key == GovernanceVote.AddValidator;
            if (vote.Addresses.Any(address => _validators.Contains(address) == adds)) { return; }
        }
        else if (GovernanceKeys.Find(vote.Key)!.With(parameters, vote.Value) is not { } possible
            || (vote.Key == "governance.governingnode" && !_validators.Contains(possible.GoverningNode)))
        {
            return;
        }

        // A validator's later vote on a key takes the place of its earlier one; what that one alone had made pass is taken back.
        int before = _votes.FindIndex(other => other.Validator == proposer && other.Key == vote.Key);
        if (before >= 0)
        {
            GovernanceVote old = _votes[before];
            _votes.RemoveAt(before);
            if (!Passes(old, parameters, counted: true) && !old.IsAboutValidators && _pending.GetValueOrDefault(old.Key) == LiteralOf(old)) { _pending.Remove(old.Key); }
        }

        _votes.Add(vote);
        if (_validators.Contains(vote.Validator) && Passes(vote, parameters, counted: false)) { Pass(vote); }
    }

    // With counted, the vote itself was taken away and only the others count; none and single then have nothing left.
    private bool Passes(GovernanceVote vote, ChainParameters parameters, bool counted) => parameters.GovernanceMode switch
    {
        "none" => !counted,
        "single" => !counted && vote.Validator == parameters.GoverningNode,
        _ => _votes.Count(other => other.Key == vote.Key && other.Identity == vote.Identity && _validators.Contains(other.Validator)) > _validators.Count / 2,
    };

    private void Pass(GovernanceVote vote)
    {
        switch (vote.Key)
        {
            case GovernanceVote.AddValidator:
                _validators.UnionWith(vote.Addresses);
                break;
            case GovernanceVote.RemoveValidator:
                // A chain without validators would have ended: the last one stays.
                foreach (EthereumAddress address in vote.Addresses)
                {
                    if (_validators.Count > 1) { _validators.Remove(address); }
                    _votes.RemoveAll(other => other.Validator == address);
                }

                break;
            default:
                _pending[vote.Key] = LiteralOf(vote);
                if (vote.Key == "istanbul.timeout") { _roundTimeout = ulong.Parse(vote.Value, System.Globalization.CultureInfo.InvariantCulture); }
                break;
        }
    }

    private static string LiteralOf(GovernanceVote vote) => GovernanceKeys.Find(vote.Key)!.Form switch
    {
        GovernanceForm.Number or GovernanceForm.Flag => vote.Value,
        GovernanceForm.Address => GovernanceText.Text(vote.Value.ToLowerInvariant()),
        _ => GovernanceText.Text(vote.Value),
    };

    // An RLP string with one JSON object in it.
    private static bool TryRead(ReadOnlySpan<byte> field, out Dictionary<string, string> literals)
    {
        literals = new Dictionary<string, string>(StringComparer.Ordinal);
        RlpReader reader = new(field);
        if (!reader.TryReadBytes(out ReadOnlySpan<byte> text) || !reader.IsEmpty) { return false; }
        try
        {
            using JsonDocument json = JsonDocument.Parse(Encoding.UTF8.GetString(text));
            if (json.RootElement.ValueKind != JsonValueKind.Object) { return false; }
            foreach (JsonProperty property in json.RootElement.EnumerateObject()) { literals[property.Name] = property.Value.GetRawText(); }
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
