namespace Weir.Consensus;

/// <summary>
/// Intervals of doubt about which nothing can change any more. What they say of a block is found without those that are about earlier blocks only, so that it does not matter how many there are.
/// </summary>
internal sealed class SettledDoubts(long margin)
{
    private readonly List<Entry> _entries = [];

    /// <summary>How many were looked at so far, for any block.</summary>
    public long Visits { get; private set; }

    /// <summary>Adds one; <paramref name="laggard"/> as in <see cref="DoubtTrack.Touches"/>.</summary>
    public void Add(DoubtTrack doubt, bool laggard, string reason)
    {
        Entry before = _entries.Count > 0 ? _entries[^1] : default;
        ulong high = doubt.High ?? 0;
        long to = doubt.High is null ? doubt.To : long.MinValue;
        _entries.Add(new Entry(doubt, laggard, reason, _entries.Count == 0 ? high : Math.Max(before.Highest, high), _entries.Count == 0 ? to : Math.Max(before.Latest, to)));
    }

    /// <summary>Why a block may be incomplete by all of them; null when none touches it.</summary>
    public Uncertainty? On(BlockReport block)
    {
        Uncertainty? why = null;
        int first = _entries.Count;
        while (first > 0 && (_entries[first - 1].Highest >= block.Number || _entries[first - 1].Latest >= block.First - margin)) { first--; }
        for (int i = first; i < _entries.Count; i++)
        {
            Visits++;
            Entry entry = _entries[i];
            if (entry.Doubt.Touches(block.Number, block.First, block.Last, margin, entry.IsLaggard)) { why = Uncertainty.Plus(why, entry.Doubt.From, entry.Doubt.To, entry.Reason); }
        }

        return why;
    }

    /// <summary>A doubt with the highest block, and the latest end of one without a highest block, among it and those before.</summary>
    private readonly record struct Entry(DoubtTrack Doubt, bool IsLaggard, string Reason, ulong Highest, long Latest);
}
