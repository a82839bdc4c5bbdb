using Weir.Wire.Ethereum;

namespace Weir.Consensus;

/// <summary>What was decided in a block: which proposal has enough votes, and when it had them.</summary>
internal sealed partial class BlockBuilder
{
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
