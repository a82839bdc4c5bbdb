using Weir.Consensus;
using Weir.Wire.Ethereum;

namespace Weir.Cli.Reports;

/// <summary>What one claimed sender contributed to all blocks that a point saw: different messages, both directions together.</summary>
internal sealed class NodeSummary(EthereumAddress address, string name)
{
    public EthereumAddress Address { get; } = address;

    public string Name { get; } = name;

    public long Preprepares { get; private set; }

    public long Prepares { get; private set; }

    public long Commits { get; private set; }

    public long RoundChanges { get; private set; }

    public long Frames { get; private set; }

    /// <summary>Decided blocks that it sealed.</summary>
    public long Proposed { get; private set; }

    /// <summary>Blocks that were decided, whose counts are exact, and of which the point saw no commit of its own.</summary>
    public long CommitsMissing { get; private set; }

    /// <summary>One summary a sender, by name.</summary>
    public static List<NodeSummary> Of(ConsensusReport report)
    {
        var byAddress = new Dictionary<EthereumAddress, NodeSummary>();
        foreach (Node node in report.Nodes.Nodes)
        {
            if (node.Address is { } address) { byAddress.TryAdd(address, new NodeSummary(address, node.Name)); }
        }

        foreach (BlockReport block in report.Blocks)
        {
            foreach (SenderReport sender in block.Senders)
            {
                if (!byAddress.TryGetValue(sender.Sender, out NodeSummary? sum))
                {
                    sum = new NodeSummary(sender.Sender, report.Nodes.NameOf(sender.Sender));
                    byAddress.Add(sender.Sender, sum);
                }

                sum.Preprepares += sender.Preprepares;
                sum.Prepares += sender.Prepares;
                sum.Commits += sender.Commits;
                sum.RoundChanges += sender.RoundChanges;
                sum.Frames += sender.Frames;
            }
        }

        foreach (BlockReport block in report.Blocks) { AddDecision(byAddress, block); }
        var list = new List<NodeSummary>(byAddress.Values);
        list.Sort(static (a, b) => string.CompareOrdinal(a.Name, b.Name));
        return list;
    }

    private static void AddDecision(Dictionary<EthereumAddress, NodeSummary> byAddress, BlockReport block)
    {
        if (!block.IsDecided) { return; }
        if (block.Proposer is { } proposer && byAddress.TryGetValue(proposer, out NodeSummary? sealer)) { sealer.Proposed++; }
        if (block.State != BlockState.Complete) { return; }
        foreach (NodeSummary sum in byAddress.Values)
        {
            bool committed = false;
            foreach (SenderReport sender in block.Senders)
            {
                if (sender.Sender == sum.Address && sender.Commits > 0) { committed = true; }
            }

            if (!committed) { sum.CommitsMissing++; }
        }
    }
}
