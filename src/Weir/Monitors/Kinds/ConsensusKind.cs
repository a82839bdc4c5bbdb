using Weir.Consensus;
using Weir.Declaration;
using Weir.Wire.Ethereum;

namespace Weir.Monitors.Kinds;

/// <summary>Counts the consensus messages of a Klaytn network.</summary>
internal sealed class ConsensusKind : ILiveMonitorKind
{
    /// <inheritdoc/>
    public KindForm Form { get; } = new("consensus", "The consensus messages of a Klaytn network: by block, round, type, sender and receiver",
    [
        MonitorSecrets.Key,
        new("nodes", new TextForm("the path of a JSON file with nodes"), "Names and addresses of the consensus nodes; the lab's nodes by their addresses when not said"),
        new("quorum", new WordForm("1.8", "1.9", "1.12"), "Whose rule says how many commits decide") { Default = "1.8" },
        new("committee", new IntegerForm(1, int.MaxValue, "a number of nodes"), "Largest committee, when fewer than all validators vote"),
    ]);

    /// <inheritdoc/>
    public IMonitor Begin(Settings settings, MonitorPlace place)
    {
        NodeTable nodes = settings.TextOrNull("nodes") is { } file ? Located(NodeTable.Load(Path.GetFullPath(file, place.Folder)), place)
            : new NodeTable([.. place.Nodes.Select(node => new Node(node.Key, node.Value, null, null, null))]);
        var options = new ConsensusOptions
        {
            Version = settings.Text("quorum") switch { "1.9" => IbftVersion.Klaytn19, "1.12" => IbftVersion.Klaytn112, _ => IbftVersion.Klaytn18 },
            CommitteeSize = (int?)settings.IntegerOrNull("committee"),
        };
        return new ConsensusTracker(nodes, options, place.NodeOf, MonitorSecrets.Of(settings, place), place.Joined);
    }

    /// <summary>Nodes of the file that say no address in the network have those of the lab's nodes of the same names, an entry for each.</summary>
    private static NodeTable Located(NodeTable file, MonitorPlace place) =>
        new([.. file.Nodes, .. place.Nodes.Where(one => file.Find(one.Key) is { Ip: null }).Select(one => file.Find(one.Key)! with { Ip = one.Value })]);
}
