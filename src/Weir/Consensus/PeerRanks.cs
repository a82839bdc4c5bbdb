namespace Weir.Consensus;

/// <summary>The order of the names of links and senders at one point, as numbers that sort fast.</summary>
/// <param name="Own">The own node that it is seen from.</param>
/// <param name="Links">For each link: its direction shifted left by 14, and the rank of its peer's name.</param>
/// <param name="Peers">For each link: its peer's name.</param>
/// <param name="Senders">For each sender: the rank of its name.</param>
internal sealed record PeerRanks(int Own, ushort[] Links, string[] Peers, ushort[] Senders)
{
    /// <summary>Ranks must fit 14 bits.</summary>
    public const int Limit = (1 << 14) - 1;

    /// <summary>Ranks of names by their characters; equal names have the same rank.</summary>
    public static ushort[] Of(string[] names)
    {
        var order = new int[names.Length];
        for (int i = 0; i < order.Length; i++) { order[i] = i; }
        Array.Sort(order, (a, b) => string.CompareOrdinal(names[a], names[b]));
        var ranks = new ushort[names.Length];
        int rank = -1;
        string? before = null;
        foreach (int i in order)
        {
            if (names[i] != before) { rank++; }
            before = names[i];
            ranks[i] = (ushort)rank;
        }

        return ranks;
    }
}
