using System.Globalization;
using Weir.Consensus;
using Weir.Tests.Monitors;
using Weir.Wire.Ethereum;

namespace Weir.Tests.Journey;

/// <summary>What the nodes of a network wrote down themselves (<c>weir node --log</c>), and how it compares with the tables of a monitor.</summary>
internal sealed class NodeLogs
{
    // Rows as tables have them, with their count, by node and block: what was written to the node's connections at either end, and what it read.
    private readonly Dictionary<(string Node, string Block), Dictionary<string, int>> _written = [];
    private readonly Dictionary<(string Node, string Block), Dictionary<string, int>> _read = [];

    public NodeLogs(NodeTable nodes, IEnumerable<(string Node, string File)> logs)
    {
        foreach ((string node, string file) in logs)
        {
            foreach (string[] line in File.ReadLines(file).Skip(1).Select(line => line.Split(',')))
            {
                if (line is not [_, var direction, var address, "consensus", var kind, { Length: > 0 } block, var round, var sender]) { continue; }
                string peer = NameOf(nodes, address), said = $"{round},{kind},{NameOf(nodes, sender)}";
                if (direction == "in") { Count(_read, node, block, $"in,{peer},{said}"); continue; }
                Count(_written, node, block, $"out,{peer},{said}");
                Count(_written, peer, block, $"in,{node},{said}");
            }
        }
    }

    /// <summary>
    /// Of every block that the store calls complete at a point, its frames are those that were written at either end, row for row, and none is missing that the node there read: at the end of a run frames are on the wire that
    /// nobody reads any more. Gives how many such blocks there are.
    /// </summary>
    public int ShouldEqual(string store, string prefix)
    {
        var owner = MonitorRun.Rows(store, prefix + "points", "point", "own_node").Select(row => row.Split(',')).ToDictionary(row => row[0], row => row[1]);
        ILookup<(string, string), string> counted = MonitorRun.Rows(store, prefix + "frames", "point", "block", "direction", "peer", "round", "type", "sender", "frames").Select(row => row.Split(',', 3)).ToLookup(row => (row[0], row[1]), row => row[2]);
        int complete = 0;
        foreach (string[] block in MonitorRun.Rows(store, prefix + "blocks", "point", "block", "state").Select(row => row.Split(',')))
        {
            if (block[2] != "complete") { continue; }
            Dictionary<string, int> wire = _written.GetValueOrDefault((owner[block[0]], block[1]), []);
            string[] written = [.. wire.Select(row => string.Create(CultureInfo.InvariantCulture, $"{row.Key},{row.Value}")).Order(StringComparer.Ordinal)];
            string[] seen = [.. counted[(block[0], block[1])].Order(StringComparer.Ordinal)];
            seen.ShouldBe(written, $"{store}: block {block[1]} at {block[0]}, the port of {owner[block[0]]}");
            foreach ((string row, int count) in _read.GetValueOrDefault((owner[block[0]], block[1]), [])) { count.ShouldBeLessThanOrEqualTo(wire.GetValueOrDefault(row), $"{owner[block[0]]} read {row} of block {block[1]}"); }
            complete++;
        }

        return complete;
    }

    private static void Count(Dictionary<(string, string), Dictionary<string, int>> all, string node, string block, string row)
    {
        if (!all.TryGetValue((node, block), out Dictionary<string, int>? rows)) { all.Add((node, block), rows = []); }
        rows[row] = rows.GetValueOrDefault(row) + 1;
    }

    private static string NameOf(NodeTable nodes, string address) => EthereumAddress.TryParse(address, out EthereumAddress read) ? nodes.NameOf(read) : address;
}
