namespace Weir.Consensus;

/// <summary>The rows of a block: how often each message passed, by direction, peer, round, kind and sender.</summary>
internal sealed partial class BlockBuilder
{
    // Rows are sorted by one number each: 2 bits of direction and 14 of the peer's rank, 24 of the round, 2 of the kind, 14 of the sender's rank. Rounds beyond 24 bits are nonsense, and are put in
    // order afterwards.
    private (FrameRow[] Frames, DistinctRow[] Distinct) Rows(BlockTally tally)
    {
        const ulong MaxRound = (1UL << 24) - 1;
        PeerRanks ranks = peers.Ranks(own);
        var frames = new RowBuffer(tally.CountsUsed);
        var distinct = new RowBuffer(tally.MessageCount * 2);
        bool huge = false;
        ReadOnlySpan<BlockTally.MessageEntry> messages = tally.Messages;
        for (int m = 0; m < messages.Length; m++)
        {
            ref readonly BlockTally.MessageEntry entry = ref messages[m];
            huge |= entry.Message.Round > MaxRound;
            ulong key = (Math.Min(entry.Message.Round, MaxRound) << 16) | ((ulong)CodeOrder.Of(entry.Message.Code) << 14) | (uint)ranks.Senders[entry.Sender];
            int seen = 0;
            for (int i = entry.FirstCount; i >= 0; i = tally.Count(i).Next)
            {
                int link = tally.Count(i).Link;
                frames.Add(((ulong)ranks.Links[link] << 40) | key, m, i);
                seen |= 1 << (ranks.Links[link] >> 14);
            }

            for (int direction = 0; direction < 3; direction++)
            {
                if ((seen & (1 << direction)) != 0) { distinct.Add(((ulong)direction << 54) | key, m, direction); }
            }
        }

        frames.Sort();
        distinct.Sort();
        var frameRows = new FrameRow[frames.Count];
        for (int i = 0; i < frameRows.Length; i++)
        {
            ref readonly BlockTally.MessageEntry entry = ref messages[frames.MessageAt(i)];
            ref readonly BlockTally.LinkCount count = ref tally.Count(frames.DetailAt(i));
            frameRows[i] = new FrameRow((PointDirection)(ranks.Links[count.Link] >> 14), ranks.Peers[count.Link], entry.Message.Round, entry.Message.Code, peers.SenderName(entry.Sender), count.Frames);
        }

        var distinctRows = new DistinctRow[distinct.Count];
        for (int i = 0; i < distinctRows.Length; i++)
        {
            ref readonly BlockTally.MessageEntry entry = ref messages[distinct.MessageAt(i)];
            distinctRows[i] = new DistinctRow((PointDirection)distinct.DetailAt(i), entry.Message.Round, entry.Message.Code, peers.SenderName(entry.Sender), 1);
        }

        if (huge)
        {
            Array.Sort(frameRows);
            Array.Sort(distinctRows);
        }

        return (Merge(frameRows), Merge(distinctRows));
    }

    // Different messages of the same sender, kind and round stand side by side after sorting.
    private static FrameRow[] Merge(FrameRow[] rows)
    {
        int kept = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            if (kept > 0 && rows[kept - 1].CompareTo(rows[i]) == 0) { rows[kept - 1] = rows[kept - 1] with { Frames = rows[kept - 1].Frames + rows[i].Frames }; }
            else { rows[kept++] = rows[i]; }
        }

        return kept == rows.Length ? rows : rows[..kept];
    }

    private static DistinctRow[] Merge(DistinctRow[] rows)
    {
        int kept = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            if (kept > 0 && rows[kept - 1].CompareTo(rows[i]) == 0) { rows[kept - 1] = rows[kept - 1] with { Distinct = rows[kept - 1].Distinct + rows[i].Distinct }; }
            else { rows[kept++] = rows[i]; }
        }

        return kept == rows.Length ? rows : rows[..kept];
    }

    /// <summary>Rows to be: their sorting numbers, and where each comes from.</summary>
    private struct RowBuffer(int capacity)
    {
        private ulong[] _keys = new ulong[Math.Max(capacity, 4)];
        private long[] _sources = new long[Math.Max(capacity, 4)];

        public int Count { get; private set; }

        public void Add(ulong key, int message, int detail)
        {
            if (Count == _keys.Length)
            {
                Array.Resize(ref _keys, Count * 2);
                Array.Resize(ref _sources, Count * 2);
            }

            _keys[Count] = key;
            _sources[Count++] = ((long)message << 32) | (uint)detail;
        }

        public readonly void Sort() => Array.Sort(_keys, _sources, 0, Count);

        public readonly int MessageAt(int index) => (int)(_sources[index] >> 32);

        public readonly int DetailAt(int index) => (int)_sources[index];
    }
}
