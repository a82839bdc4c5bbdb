using System.Globalization;
using System.Text;
using Weir.Wire.Ethereum;

namespace Weir.Tests.Fixtures.Simulation;

/// <summary>Counts what the simulated nodes say, as they say it: what a monitor must find in the captures.</summary>
internal sealed class Truth(int nodes)
{
    private readonly SortedDictionary<string, int>[] _frames = [.. Enumerable.Range(0, nodes).Select(_ => new SortedDictionary<string, int>(StringComparer.Ordinal))];
    private readonly Dictionary<string, HashSet<Hash256>>[] _distinct = [.. Enumerable.Range(0, nodes).Select(_ => new Dictionary<string, HashSet<Hash256>>(StringComparer.Ordinal))];

    /// <summary>Name of a sender by its address.</summary>
    public Dictionary<EthereumAddress, string> Names { get; } = [];

    /// <summary>One frame from one node to another; seen at both.</summary>
    public void Count(SimulatedNode from, SimulatedNode to, IbftMessage message)
    {
        Count(from.Number, "out", to.Name, message);
        Count(to.Number, "in", from.Name, message);
    }

    /// <summary>The frames at a node, in the columns of the monitor's export.</summary>
    public string FramesAt(int node) => Csv("direction,peer,block,round,type,sender,frames", _frames[node]);

    /// <summary>The different messages at a node, in the columns of the monitor's export.</summary>
    public string DistinctAt(int node) => Csv("direction,block,round,type,sender,distinct", _distinct[node].Select(r => KeyValuePair.Create(r.Key, r.Value.Count)));

    private void Count(int node, string direction, string peer, IbftMessage message)
    {
        string what = string.Create(CultureInfo.InvariantCulture, $"{message.Sequence},{message.Round},{message.Kind},{Names[message.Address]}");
        string row = $"{direction},{peer},{what}";
        _frames[node][row] = _frames[node].GetValueOrDefault(row) + 1;
        string distinct = $"{direction},{what}";
        if (!_distinct[node].TryGetValue(distinct, out HashSet<Hash256>? messages)) { _distinct[node][distinct] = messages = []; }
        messages.Add(message.Identity);
    }

    private static string Csv(string header, IEnumerable<KeyValuePair<string, int>> rows)
    {
        StringBuilder text = new StringBuilder(header).Append('\n');
        foreach ((string row, int count) in rows.OrderBy(r => Key(r.Key), StringComparer.Ordinal)) { text.Append(CultureInfo.InvariantCulture, $"{row},{count}\n"); }
        return text.ToString();
    }

    // Numbers in order of size: 10 comes after 9.
    private static string Key(string row) => string.Join(',', row.Split(',').Select(f => int.TryParse(f, out _) ? f.PadLeft(6, '0') : f));
}
