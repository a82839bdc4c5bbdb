using System.Runtime.InteropServices;
using Weir.Wire.Ethereum;

namespace Weir.Consensus;

/// <summary>Makes the report of one block from its messages.</summary>
internal sealed partial class BlockBuilder(PeerTable peers, int own, NodeTable nodes, ConsensusOptions options, EthereumAddress[] validatorsBefore)
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
}
