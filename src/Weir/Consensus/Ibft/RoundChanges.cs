using Weir.Wire.Ethereum;

namespace Weir.Consensus.Ibft;

/// <summary>Who asked for which round of the current sequence (klaytn-ibft 4.5).</summary>
internal sealed class RoundChanges
{
    private readonly SortedDictionary<ulong, HashSet<EthereumAddress>> _rounds = [];

    /// <summary>Notes that a member asks for a round, and gives how many do.</summary>
    public int Add(ulong round, EthereumAddress member)
    {
        if (!_rounds.TryGetValue(round, out HashSet<EthereumAddress>? members)) { _rounds.Add(round, members = []); }
        members.Add(member);
        return members.Count;
    }

    /// <summary>The highest round that at least <paramref name="count"/> members ask for; null when there is none.</summary>
    public ulong? Highest(int count)
    {
        ulong? highest = null;
        foreach ((ulong round, HashSet<EthereumAddress> members) in _rounds)
        {
            if (members.Count >= count) { highest = round; }
        }

        return highest;
    }

    /// <summary>Forgets the rounds before <paramref name="round"/>.</summary>
    public void ForgetBefore(ulong round)
    {
        foreach (ulong old in _rounds.Keys.TakeWhile(key => key < round).ToArray()) { _rounds.Remove(old); }
    }

    /// <summary>Forgets everything.</summary>
    public void Clear() => _rounds.Clear();
}
