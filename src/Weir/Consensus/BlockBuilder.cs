using System.Runtime.InteropServices;
using Weir.Wire.Ethereum;

namespace Weir.Consensus;

/// <summary>Makes the report of one block from its messages.</summary>
internal sealed class BlockBuilder(PeerTable peers, int own, NodeTable nodes, ConsensusOptions options, EthereumAddress[] validatorsBefore)
{
    /// <summary>What is wrong with the block's messages.</summary>
    public List<Finding> Findings { get; } = [];

    /// <summary>The validators as the block's proposal names them, else those known before.</summary>
    public EthereumAddress[] Validators { get; private set; } = validatorsBefore;

    public BlockReport Build(BlockTally tally)
    {
        FindValidators(tally);
        (FrameRow[] frames, DistinctRow[] distinct) = Rows(tally);
        (RoundReport[] rounds, SenderReport[] senders) = Sums(tally);
        var report = new BlockReport { Number = tally.Sequence, First = tally.First, Last = tally.Last, Frames = frames, Distinct = distinct, Rounds = rounds, Senders = senders };
        if (tally.Refused > 0) { report.Fault = "limit of messages reached"; }
        else if (tally.HasWrongAuthentication) { report.Fault = "a frame with a wrong authentication code"; }
        Decide(tally, report);
        if (report.Round is { } round)
        {
            for (int i = 0; i < rounds.Length; i++)
            {
                if (rounds[i].Round == round) { rounds[i] = rounds[i] with { Decided = true }; }
            }
        }

        foreach (ref readonly BlockTally.MessageEntry entry in tally.Messages)
        {
            if (entry.Message.Code == IbftCode.Preprepare && entry.Message.Round == 0 && !(report.Begin <= entry.FirstTime)) { report.Begin = entry.FirstTime; }
            Inspect(tally, in entry);
        }

        return report;
    }

    private void FindValidators(BlockTally tally)
    {
        foreach (ref readonly BlockTally.MessageEntry entry in tally.Messages)
        {
            if (entry.Message.Proposal?.Header.Extra is { Validators.Count: > 0 } extra && SignedAsClaimed(entry.Message))
            {
                Validators = [.. extra.Validators];
                return;
            }
        }

        if (Validators.Length > 0) { return; }
        var known = new List<EthereumAddress>(nodes.Nodes.Count);
        foreach (Node node in nodes.Nodes) { if (node.Address is { } address) { known.Add(address); } }
        Validators = [.. known];
    }

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

    private (RoundReport[] Rounds, SenderReport[] Senders) Sums(BlockTally tally)
    {
        var rounds = new List<RoundReport>(2);
        var senders = new List<SenderReport>(8);
        var first = new List<long>(2);
        var places = new Dictionary<int, int>(8);
        var once = new Dictionary<(ulong, IbftCode, int), IbftMessage>(tally.MessageCount);
        foreach (ref readonly BlockTally.MessageEntry entry in tally.Messages)
        {
            IbftMessage message = entry.Message;
            long frames = 0;
            for (int i = entry.FirstCount; i >= 0; i = tally.Count(i).Next) { frames += tally.Count(i).Frames; }

            int at = 0;
            while (at < rounds.Count && rounds[at].Round != message.Round) { at++; }
            if (at == rounds.Count)
            {
                rounds.Add(new RoundReport(message.Round, null, 0, 0, 0, 0, 0, false));
                first.Add(long.MaxValue);
            }

            RoundReport sum = rounds[at];
            ref IbftMessage? before = ref CollectionsMarshal.GetValueRefOrAddDefault(once, (message.Round, message.Code, entry.Sender), out bool known);
            bool isNew = !known;
            if (isNew) { before = message; }
            else if (message.Code != IbftCode.RoundChange && before!.Digest != message.Digest && SignedAsClaimed(message) && SignedAsClaimed(before)) { Find(FindingKind.Equivocation, in entry, $"{message.Digest} after {before.Digest}"); }
            sum = message.Code switch
            {
                IbftCode.Preprepare => sum with { Preprepares = sum.Preprepares + 1 },
                IbftCode.Prepare => sum with { Prepares = sum.Prepares + (isNew ? 1 : 0) },
                IbftCode.Commit => sum with { Commits = sum.Commits + (isNew ? 1 : 0) },
                _ => sum with { RoundChanges = sum.RoundChanges + (isNew ? 1 : 0) },
            };
            if (message.Code == IbftCode.Preprepare && entry.FirstTime < first[at])
            {
                first[at] = entry.FirstTime;
                sum = sum with { Proposer = message.Address };
            }

            rounds[at] = sum with { Frames = sum.Frames + frames };

            if (!places.TryGetValue(entry.Sender, out int place))
            {
                place = senders.Count;
                places.Add(entry.Sender, place);
                senders.Add(new SenderReport(message.Address, 0, 0, 0, 0, 0));
            }

            SenderReport sender = senders[place];
            senders[place] = message.Code switch
            {
                IbftCode.Preprepare => sender with { Preprepares = sender.Preprepares + 1, Frames = sender.Frames + frames },
                IbftCode.Prepare => sender with { Prepares = sender.Prepares + 1, Frames = sender.Frames + frames },
                IbftCode.Commit => sender with { Commits = sender.Commits + 1, Frames = sender.Frames + frames },
                _ => sender with { RoundChanges = sender.RoundChanges + 1, Frames = sender.Frames + frames },
            };
        }

        rounds.Sort(static (a, b) => a.Round.CompareTo(b.Round));
        return ([.. rounds], [.. senders]);
    }

    private void Decide(BlockTally tally, BlockReport report)
    {
        int voters = Math.Min(Validators.Length, options.CommitteeSize ?? int.MaxValue);
        report.Voters = voters;
        report.Quorum = Quorum.Votes(voters, options.Version);
        var candidates = new List<Candidate>(1);
        foreach (ref readonly BlockTally.MessageEntry entry in tally.Messages)
        {
            IbftMessage message = entry.Message;
            if (message.Code != IbftCode.Commit || !SignedAsClaimed(message) || !IsValidator(message.Address)) { continue; }
            Candidate? candidate = null;
            foreach (Candidate known in candidates)
            {
                if (known.Round == message.Round && known.Digest == message.Digest) { candidate = known; }
            }

            if (candidate is null) { candidates.Add(candidate = new Candidate(message.Round, message.Digest)); }
            candidate.Add(entry.Sender, entry.FirstTime);
        }

        Candidate? decided = null;
        long when = long.MaxValue;
        foreach (Candidate candidate in candidates)
        {
            report.Commits = decided is null ? Math.Max(report.Commits, candidate.Votes.Count) : report.Commits;
            if (report.Quorum > 0 && candidate.Reached(report.Quorum) is { } reached && reached < when)
            {
                when = reached;
                decided = candidate;
                report.Commits = candidate.Votes.Count;
            }
        }

        if (decided is not null)
        {
            report.IsDecided = true;
            report.Round = decided.Round;
            report.Hash = decided.Digest;
            report.QuorumTime = when;
        }

        IbftMessage? proposal = null;
        foreach (ref readonly BlockTally.MessageEntry entry in tally.Messages)
        {
            IbftMessage message = entry.Message;
            if (message.Code != IbftCode.Preprepare) { continue; }
            if (decided is null)
            {
                if (proposal is null || message.Round >= proposal.Round) { proposal = message; }
                continue;
            }

            if (message.Round == decided.Round && !(report.PreprepareTime <= entry.FirstTime)) { report.PreprepareTime = entry.FirstTime; }
            if (message.Digest == decided.Digest && (proposal is null || message.Round == decided.Round)) { proposal = message; }
        }

        if (proposal is null) { return; }
        report.Proposer = proposal.Proposer ?? proposal.Address;
        report.Transactions = proposal.Proposal?.TransactionCount;
    }

    private void Inspect(BlockTally tally, in BlockTally.MessageEntry entry)
    {
        IbftMessage message = entry.Message;
        IbftFaults faults = message.Faults;
        if ((faults & IbftFaults.SignerDiffers) != IbftFaults.None) { Find(FindingKind.SignerDiffers, in entry, ""); }
        if ((faults & IbftFaults.SignatureInvalid) != IbftFaults.None) { Find(FindingKind.SignatureInvalid, in entry, ""); }
        if ((faults & (IbftFaults.CommittedSealMissing | IbftFaults.CommittedSealInvalid)) != IbftFaults.None) { Find(FindingKind.CommittedSealInvalid, in entry, ""); }
        if ((faults & IbftFaults.ProposalSealInvalid) != IbftFaults.None) { Find(FindingKind.ProposalSealInvalid, in entry, ""); }
        const IbftFaults Told = IbftFaults.SignerDiffers | IbftFaults.SignatureInvalid | IbftFaults.CommittedSealMissing | IbftFaults.CommittedSealInvalid | IbftFaults.ProposalSealInvalid;
        if ((faults & ~Told) is not IbftFaults.None and var rest) { Find(FindingKind.Inconsistent, in entry, rest.ToString()); }
        if (message.Signer is { } signer && !IsValidator(signer)) { Find(FindingKind.NotValidator, in entry, ""); }
    }

    private void Find(FindingKind kind, in BlockTally.MessageEntry entry, string detail) =>
        Findings.Add(new Finding(kind, entry.Message.Sequence, entry.Message.Round, entry.Message.Code, entry.Message.Address, entry.Message.Signer, entry.FrameNumber, entry.FirstTime, detail));

    private bool IsValidator(EthereumAddress address) => Validators.Length == 0 || Array.IndexOf(Validators, address) >= 0;

    private static bool SignedAsClaimed(IbftMessage message) => !message.IsRecovered || message.Signer == message.Address;

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

    /// <summary>A proposal in a round, with who committed to it and when.</summary>
    private sealed class Candidate(ulong round, Hash256 digest)
    {
        public ulong Round { get; } = round;

        public Hash256 Digest { get; } = digest;

        public List<(int Sender, long Time)> Votes { get; } = new(8);

        public void Add(int sender, long time)
        {
            for (int i = 0; i < Votes.Count; i++)
            {
                if (Votes[i].Sender != sender) { continue; }
                if (time < Votes[i].Time) { Votes[i] = (sender, time); }
                return;
            }

            Votes.Add((sender, time));
        }

        /// <summary>When the quorum was reached; null when it was not.</summary>
        public long? Reached(int quorum)
        {
            if (Votes.Count < quorum) { return null; }
            Votes.Sort(static (a, b) => a.Time.CompareTo(b.Time));
            return Votes[quorum - 1].Time;
        }
    }
}
