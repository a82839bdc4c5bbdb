using System.Text;
using Weir.Capture;
using Weir.Tests.Fixtures.Simulation;
using Weir.Wire.Ethereum;
using Weir.Wire.Frames;

namespace Weir.Tests.Fixtures;

/// <summary>
/// Makes the capture of <c>examples/decode-a-capture</c> from a seed: four consensus nodes, each with a session to each other, decide a few blocks; one node misses its turn, so that a round change
/// follows. Handshakes, frames, signatures and the relaying are the real ones; one segment is sent twice and one is overtaken.
/// </summary>
internal static class ConsensusCaptureWriter
{
    public const int Nodes = 4;
    public const ulong Blocks = 6;
    public const ulong RoundChangeBlock = 4;
    private const long Seed = 20220704;
    private const long Begin = 1_795_000_000_000_000_000;

    /// <summary>The files, by their path below the example's folder.</summary>
    public static IReadOnlyDictionary<string, byte[]> Write()
    {
        SimulatedNetwork network = new(Seed, Nodes, Begin);
        Truth truth = new(Nodes);
        BlockHeader genesis = new BlockHeader { ParentHash = default, Root = Hash256.Keccak("weir example state"u8), Bloom = new byte[256], Number = 0, Time = (ulong)(Begin / 1_000_000_000), ExtraData = default }
            .With(new BlockExtra { Vanity = new byte[32] });

        // In proposer order the turn of block b belongs to number (b - 1) mod 4: who misses it is found before the nodes are made.
        SimulatedNode[] plain = [.. Enumerable.Range(0, Nodes).Select(i => new SimulatedNode(network, truth, i, genesis))];
        EthereumAddress missing = new ProposerOrder(plain.Select(n => n.Address)).Validators[(int)((RoundChangeBlock - 1) % Nodes)];
        SimulatedNode[] nodes = [.. plain.Select(n => new SimulatedNode(network, truth, n.Number, genesis) { LastBlock = Blocks, MissedProposal = n.Address == missing ? RoundChangeBlock : 0 })];
        foreach (SimulatedNode node in nodes) { truth.Names[node.Address] = node.Name; }

        ushort port = 50000;
        for (int server = 0; server < Nodes; server++)
        {
            for (int client = server + 1; client < Nodes; client++)
            {
                SimulatedConnection connection = new(network, client, server, port += 2)
                {
                    Retransmit = (client, server) == (1, 0) ? (0, 12) : default,
                    Overtaken = (client, server) == (2, 1) ? (1, 16) : default,
                };
                SimulatedSession session = new(network, connection, nodes[client], nodes[server]);
                network.At(Begin + network.Between(1000, 200_000), session.Open);
            }
        }

        network.At(Begin + 500_000_000, () =>
        {
            foreach (SimulatedNode node in nodes) { node.Begin(nodes); }
        });
        network.Run();

        Dictionary<string, byte[]> files = new(StringComparer.Ordinal) { ["nodes.json"] = Encoding.UTF8.GetBytes(NodesJson(nodes)) };
        foreach (SimulatedNode node in nodes)
        {
            files[$"{node.Name}.pcap"] = Pcap(node.Name, network.SeenAt(node.Number));
            files[$"secrets/{node.Name}.jsonl"] = Encoding.UTF8.GetBytes(node.Secrets);
            files[$"truth/frames-{node.Name}.csv"] = Encoding.UTF8.GetBytes(truth.FramesAt(node.Number));
            files[$"truth/distinct-{node.Name}.csv"] = Encoding.UTF8.GetBytes(truth.DistinctAt(node.Number));
        }

        return files;
    }

    private static byte[] Pcap(string name, IReadOnlyList<(long Time, byte[] Frame)> seen)
    {
        using MemoryStream stream = new();
        using (CaptureWriter writer = CaptureWriter.Create(stream, new CaptureWriterOptions { Format = CaptureFileFormat.Pcap }, leaveOpen: true))
        {
            CapturePoint point = new(name, name + ".pcap", LinkType.Ethernet);
            long number = 0;
            foreach ((long time, byte[] frame) in seen) { writer.Write(new Frame(frame, point, ++number, time, frame.Length)); }
        }

        return stream.ToArray();
    }

    private static string NodesJson(SimulatedNode[] nodes)
    {
        IEnumerable<string> objects = nodes.Select(n =>
            $$"""  {"name": "{{n.Name}}", "ip": "{{SimulatedConnection.Ip(n.Number)}}", "mac": "02:00:00:00:00:0{{n.Number + 1}}", "address": "{{n.Address}}", "node_id": "{{Convert.ToHexStringLower(n.Id)}}"}""");
        return $"[\n{string.Join(",\n", objects)}\n]\n";
    }
}
