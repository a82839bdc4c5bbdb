using System.Globalization;
using System.Text;
using System.Text.Json;
using Weir.Capture;
using Weir.Wire.Ethereum;
using Weir.Wire.Frames;

namespace Weir.Tests.Fixtures;

public sealed class ConsensusCaptureWriterTests
{
    private static readonly Lazy<IReadOnlyDictionary<string, byte[]>> Files = new(ConsensusCaptureWriter.Write);

    private static string Folder => Repository.PathOf("examples", "decode-a-capture");

    /// <summary>With WEIR_APPROVE=1 the files are written instead of compared.</summary>
    [Fact]
    public void The_example_is_what_the_generator_writes_byte_for_byte()
    {
        bool writes = Environment.GetEnvironmentVariable("WEIR_APPROVE") == "1";
        foreach ((string name, byte[] expected) in Files.Value)
        {
            string path = Path.Combine(Folder, name);
            if (writes)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                File.WriteAllBytes(path, expected);
            }

            File.Exists(path).ShouldBeTrue($"{name} is missing: run this test with WEIR_APPROVE=1");
            File.ReadAllBytes(path).AsSpan().SequenceEqual(expected).ShouldBeTrue($"{name} is not what the generator writes: run this test with WEIR_APPROVE=1 and look at the difference");
        }

        Files.Value.Where(f => f.Key.EndsWith(".pcap", StringComparison.Ordinal)).Sum(f => f.Value.Length).ShouldBeLessThan(400_000, "a clone should stay small");
    }

    [Fact]
    public void The_generator_writes_the_same_twice()
    {
        foreach ((string name, byte[] bytes) in ConsensusCaptureWriter.Write()) { bytes.AsSpan().SequenceEqual(Files.Value[name]).ShouldBeTrue(name); }
    }

    // Independent of the path that decodes captures: segments in order of their sequence numbers, then our reader with every code checked.
    [Fact]
    public void Decrypting_each_port_gives_exactly_the_truth()
    {
        Dictionary<string, string> names = JsonDocument.Parse(Files.Value["nodes.json"]).RootElement.EnumerateArray().ToDictionary(n => n.GetProperty("ip").GetString()!, n => n.GetProperty("name").GetString()!);
        Dictionary<string, string> senders = JsonDocument.Parse(Files.Value["nodes.json"]).RootElement.EnumerateArray().ToDictionary(n => n.GetProperty("address").GetString()!, n => n.GetProperty("name").GetString()!);
        for (int node = 1; node <= ConsensusCaptureWriter.Nodes; node++)
        {
            SortedDictionary<string, int> rows = new(StringComparer.Ordinal);
            SortedDictionary<string, int> codes = new(StringComparer.Ordinal);
            Port port = Read($"cn{node}");
            port.Streams.Count.ShouldBe(6, "three connections, both ways");
            foreach (((string from, string to), byte[] stream) in port.Streams)
            {
                string direction = names[from.Split(':')[0]] == $"cn{node}" ? "out" : "in";
                string peer = names[(direction == "out" ? to : from).Split(':')[0]];
                foreach ((ulong code, byte[] payload) in Decrypt(node, from, to, stream, port.Streams[(to, from)]))
                {
                    if (code != Devp2pCodes.Consensus)
                    {
                        Devp2pMessage.TryRead(code, payload, out _, out string? why).ShouldBeTrue(why);
                        codes[Devp2pCodes.Name(code)] = codes.GetValueOrDefault(Devp2pCodes.Name(code)) + 1;
                        continue;
                    }

                    IbftMessage.TryRead(payload, out IbftMessage? message, out string? error).ShouldBeTrue(error);
                    message!.Recover(Weir.Platform.Curves.Best);
                    message.Faults.ShouldBe(IbftFaults.None);
                    string row = string.Create(CultureInfo.InvariantCulture, $"{direction},{peer},{message.Sequence},{message.Round},{message.Kind},{senders[message.Signer!.Value.ToString()]}");
                    rows[row] = rows.GetValueOrDefault(row) + 1;
                }
            }

            string[] expected = Encoding.UTF8.GetString(Files.Value[$"truth/frames-cn{node}.csv"]).Split('\n', StringSplitOptions.RemoveEmptyEntries)[1..];
            rows.Select(r => $"{r.Key},{r.Value}").ShouldBe(expected, ignoreOrder: true);
            codes.Keys.ShouldBe(["hello", "new-block-hashes", "ping", "pong", "status"], ignoreOrder: true);
            codes["hello"].ShouldBe(6);
            codes["status"].ShouldBe(6);
            codes["new-block-hashes"].ShouldBe(6 * (int)ConsensusCaptureWriter.Blocks);
        }
    }

    [Fact]
    public void The_story_is_in_it()
    {
        string[] rows = [.. Enumerable.Range(1, 4).SelectMany(n => Encoding.UTF8.GetString(Files.Value[$"truth/distinct-cn{n}.csv"]).Split('\n', StringSplitOptions.RemoveEmptyEntries)[1..])];
        for (ulong block = 1; block <= ConsensusCaptureWriter.Blocks; block++)
        {
            int round = block == ConsensusCaptureWriter.RoundChangeBlock ? 1 : 0;
            rows.Count(r => r.Contains($",{block},{round},preprepare,", StringComparison.Ordinal)).ShouldBeGreaterThanOrEqualTo(4, $"block {block}");
            rows.Count(r => r.Contains($",{block},{round},commit,", StringComparison.Ordinal)).ShouldBeGreaterThanOrEqualTo(12, $"block {block}");
            rows.Any(r => r.Contains($",{block},{1 - round},", StringComparison.Ordinal)).ShouldBeFalse($"block {block}");
        }

        rows.Where(r => r.Contains(",roundchange,", StringComparison.Ordinal)).ShouldAllBe(r => r.Contains($",{ConsensusCaptureWriter.RoundChangeBlock},1,", StringComparison.Ordinal));
        rows.Count(r => r.Contains(",roundchange,", StringComparison.Ordinal)).ShouldBeGreaterThanOrEqualTo(12);
        Port one = Read("cn1");
        one.Retransmitted.ShouldBe(1);
        one.Overtaken.ShouldBe(0);
        Port two = Read("cn2");
        two.Retransmitted.ShouldBe(1);
        Read("cn3").Retransmitted.ShouldBe(0);
        (two.Overtaken + Read("cn3").Overtaken).ShouldBe(1);
    }

    private static List<(ulong Code, byte[] Payload)> Decrypt(int node, string from, string to, byte[] stream, byte[] back)
    {
        JsonElement secret = Encoding.UTF8.GetString(Files.Value[$"secrets/cn{node}.jsonl"]).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement)
            .Single(s => (s.Text("local"), s.Text("remote")) == (from, to) || (s.Text("local"), s.Text("remote")) == (to, from));
        bool fromInitiator = secret.GetProperty("initiator").GetBoolean() == (secret.Text("local") == from);
        RlpxSecrets secrets = new(secret.Bytes("aes"), secret.Bytes("mac"), secret.Bytes("init_nonce"), secret.Bytes("resp_nonce"));
        stream[0].ShouldBe((byte)0);
        back[0].ShouldBe((byte)0);
        RlpxHandshakePacket.TryGetLength(stream.AsSpan(1), fromInitiator, out int length, out _).ShouldBeTrue();
        RlpxFrameReader reader = new(secrets, secrets.CreateMac(fromInitiator, stream.AsSpan(1, length)));
        List<(ulong, byte[])> messages = [];
        int at = 1 + length;
        while (reader.TryRead(stream.AsSpan(at), out int consumed, out RlpxFrame frame))
        {
            at += consumed;
            messages.Add((frame.Code, frame.Payload.ToArray()));
            reader.Decompresses = true;
        }

        reader.Fault.ShouldBe(RlpxFault.None);
        at.ShouldBe(stream.Length, "every byte belongs to a frame");
        return messages;
    }

    private static Port Read(string name)
    {
        string path = Path.Combine(Path.GetTempPath(), $"weir-{Guid.NewGuid():N}.pcap");
        File.WriteAllBytes(path, Files.Value[name + ".pcap"]);
        try
        {
            Port port = new();
            Dictionary<(string, string), SortedDictionary<uint, byte[]>> segments = [];
            Dictionary<(string, string), uint> initial = [];
            using CaptureReader reader = CaptureReader.Open(path);
            DecodedPacket packet = default;
            long last = 0;
            while (reader.TryRead(out Frame frame))
            {
                frame.Time.ShouldBeGreaterThanOrEqualTo(last);
                last = frame.Time;
                PacketDecoder.Decode(frame.Bytes, LinkType.Ethernet, ref packet);
                packet.Protocol.ShouldBe(IpProtocols.Tcp);
                packet.Error.IsNone.ShouldBeTrue();
                (string, string) way = ($"{packet.Source}:{packet.SourcePort}", $"{packet.Destination}:{packet.DestinationPort}");
                if ((packet.Flags & TcpFlags.Syn) != 0)
                {
                    initial[way] = packet.Sequence + 1;
                    segments[way] = [];
                    continue;
                }

                if (packet.PayloadLength == 0) { continue; }
                uint offset = packet.Sequence - initial[way];
                SortedDictionary<uint, byte[]> known = segments[way];
                if (known.ContainsKey(offset)) { port.Retransmitted++; }
                else if (known.Count > 0 && known.Keys.Last() > offset) { port.Overtaken++; }
                known[offset] = frame.Bytes.Slice(packet.PayloadOffset, packet.PayloadLength).ToArray();
            }

            reader.Fault.ShouldBeNull();
            foreach (((string, string) way, SortedDictionary<uint, byte[]> parts) in segments)
            {
                uint next = 0;
                foreach ((uint offset, byte[] part) in parts)
                {
                    offset.ShouldBe(next, "no gap and no overlap");
                    next += (uint)part.Length;
                }

                port.Streams[way] = [.. parts.Values.SelectMany(p => p)];
            }

            return port;
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>What one capture file holds.</summary>
    private sealed class Port
    {
        public Dictionary<(string From, string To), byte[]> Streams { get; } = [];

        public int Retransmitted { get; set; }

        public int Overtaken { get; set; }
    }
}
