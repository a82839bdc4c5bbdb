using System.Collections.Concurrent;
using System.Globalization;
using Weir.Capture;
using Weir.Reassembly;
using Weir.Wire.Frames;
using Weir.Tests.Fixtures;

namespace Weir.Tests.Reassembly;

/// <summary>
/// The reassembled bytes of TCP streams equal those of <c>tshark -z follow,tcp,raw</c>, but for the streams that <c>Approved/tshark-differences.txt</c> lists with a reason.
/// A sample of the public recordings is compared; <c>WEIR_FOLLOW=all</c> compares all of them (see <c>bench/compare/follow.sh</c>).
/// </summary>
public class TsharkFollowTests
{
    private const int SampleEvery = 32;

    [Fact]
    public void Streams_of_public_recordings_equal_those_that_tshark_follows()
    {
        string folder = Recordings.PathOf("public");
        string table = Path.Combine(folder, "expected.tsv");
        if (!TsharkFollow.IsInstalled) { Assert.Skip("tshark is not installed"); }
        bool all = Environment.GetEnvironmentVariable("WEIR_FOLLOW") == "all";
        string? only = Environment.GetEnvironmentVariable("WEIR_FOLLOW_FILES");
        Dictionary<string, string> approved = Approved();
        string[] files = [.. File.ReadLines(table).Select(line => line.Split('\t')[0])];
        ConcurrentBag<string> wrong = [];
        int compared = 0;
        Parallel.For(0, files.Length, new ParallelOptions { MaxDegreeOfParallelism = 2 }, i =>
        {
            bool chosen = only is null ? all || i % SampleEvery == 5 : files[i].Contains(only, StringComparison.Ordinal);
            if (!chosen) { return; }
            foreach (string difference in Compare(Path.Combine(folder, files[i]), ref compared))
            {
                string key = $"{files[i]} {difference.Split(':')[0]}";
                if (!approved.ContainsKey(key)) { wrong.Add($"{files[i]} {difference}"); }
            }
        });

        wrong.Order(StringComparer.Ordinal).ShouldBeEmpty();
        if (only is null) { compared.ShouldBeGreaterThan(15); }
    }

    private static List<string> Compare(string path, ref int compared)
    {
        ChunkRecorder chunks = new();
        // tshark never ends a stream for being idle, and looks neither at VLAN tags nor at tunnels.
        var options = new ReassemblyOptions { SeparateVlans = false, SeparateTunnels = false, TcpIdle = TimeSpan.MaxValue, ClosedLinger = TimeSpan.MaxValue, KeepConversations = true };
        var reassembler = new PacketReassembler<ChunkRecorder>(chunks, options, new Balance());
        using (CaptureReader reader = CaptureReader.Open(path))
        {
            DecodedPacket packet = default;
            while (reader.TryRead(out Frame frame))
            {
                PacketDecoder.Decode(frame.Bytes, frame.Point.LinkType, ref packet);
                reassembler.Accept(frame, packet);
            }
        }

        reassembler.Complete();
        Conversation[] ours = [.. reassembler.Conversations.Where(c => c.Protocol == IpProtocols.Tcp)];
        if (ours.Length == 0) { return []; }
        List<TsharkFollow.Stream>? theirs = TsharkFollow.Run(path, ours.Length + 5);
        if (theirs is null) { return []; }
        List<string> differences = [];
        HashSet<Conversation> used = [];
        foreach (TsharkFollow.Stream stream in theirs)
        {
            Conversation? match = ours.FirstOrDefault(c => !used.Contains(c) && Ends(c, stream) != 0);
            if (match is null)
            {
                if (stream.From0.Length + stream.From1.Length > 0) { differences.Add($"{stream.Number}: only tshark has {stream.Node0} {stream.Node1}, {stream.From0.Length}+{stream.From1.Length} bytes"); }
                continue;
            }

            used.Add(match);
            Interlocked.Increment(ref compared);
            bool swapped = Ends(match, stream) < 0;
            Add(differences, stream, match, "0", stream.From0, chunks[match, swapped ? Direction.ServerToClient : Direction.ClientToServer]);
            Add(differences, stream, match, "1", stream.From1, chunks[match, swapped ? Direction.ClientToServer : Direction.ServerToClient]);
        }

        foreach (Conversation conversation in ours.Where(c => !used.Contains(c)))
        {
            int bytes = chunks[conversation, Direction.ClientToServer].Bytes.Length + chunks[conversation, Direction.ServerToClient].Bytes.Length;
            if (bytes > 0) { differences.Add(string.Create(CultureInfo.InvariantCulture, $"w{conversation.Id}: only Weir has {conversation}, {bytes} bytes, from frame {conversation.FirstFrame}")); }
        }

        return differences;
    }

    private static void Add(List<string> differences, TsharkFollow.Stream stream, Conversation conversation, string node, byte[] theirs, RecordedStream ours)
    {
        byte[] bytes = ours.Bytes;
        if (bytes.AsSpan().SequenceEqual(theirs)) { return; }
        int same = bytes.AsSpan().CommonPrefixLength(theirs);
        differences.Add(string.Create(CultureInfo.InvariantCulture,
            $"{stream.Number}.{node}: tshark {theirs.Length}, Weir {bytes.Length} bytes, equal up to {same}; {conversation} from frame {conversation.FirstFrame}, {ours.End}, gaps {string.Join(' ', ours.Gaps)}"));
    }

    /// <summary>1 when node 0 is the client, -1 when it is the server, 0 when the stream has other ends.</summary>
    private static int Ends(Conversation conversation, TsharkFollow.Stream stream)
    {
        string client = Text(conversation.Client);
        string server = Text(conversation.Server);
        if (client == stream.Node0 && server == stream.Node1) { return 1; }
        return client == stream.Node1 && server == stream.Node0 ? -1 : 0;
    }

    private static string Text(FlowEnd end) => end.Address.IsIPv4 ? end.ToString() : string.Create(CultureInfo.InvariantCulture, $"[{end.Address}]:{end.Port}");

    private static Dictionary<string, string> Approved() => File.ReadLines(Repository.PathOf("tests/Weir.Tests/Approved/tshark-differences.txt"))
        .Where(line => line.Length > 0 && line[0] != '#')
        .Select(line => line.Split('\t'))
        .ToDictionary(cells => $"{cells[0]} {cells[1]}", cells => cells[2]);

}
