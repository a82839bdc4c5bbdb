using Weir.Capture;
using Weir.Consensus;
using Weir.Decoding;
using Weir.Monitors.Kinds;
using Weir.Processing;
using Weir.Store;
using Weir.Tests.Fixtures;
using Weir.Tests.Monitors;
using Weir.Wire.Frames;

namespace Weir.Tests.Processing;

/// <summary>Ports that see one direction each have, put together, what ports have that see both.</summary>
public sealed class JoinedPointsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("weir-joined-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Counts_of_frames_seen_once_are_those_of_frames_seen_at_every_port(bool entering)
    {
        string example = Path.Combine(Repository.Root, "examples", "decode-a-capture");
        NodeTable nodes = NodeTable.Load(Path.Combine(example, "nodes.json"));
        var seen = new List<Seen>();
        foreach (string file in Directory.GetFiles(example, "*.pcap").Order(StringComparer.Ordinal)) { Read(file, nodes, seen); }
        Seen[] all = [.. seen.OrderBy(frame => frame.Time)];
        Seen[] once = [.. all.Where(frame => entering ? frame.IsSent : frame.IsReceived)];
        once.Length.ShouldBeInRange(all.Length * 2 / 5, all.Length / 2);

        Dictionary<string, string> places = all.Select(frame => frame.Point.Name).Distinct().ToDictionary(name => name, _ => "s1");
        string whole = Count(all, nodes, example, null), joined = Count(once, nodes, example, new JoinedPoints(places, entering));
        MonitorRun.Number(whole, "select count(*) from blocks where state = 'complete'").ShouldNotBeNull().ShouldBeGreaterThan(places.Count);
        foreach ((string table, string[] columns) in (ReadOnlySpan<(string, string[])>)
            [
                ("points", ["point", "own_node", "sessions", "frames", "messages", "signers_right", "signers_wrong", "blocks_complete"]),
                ("blocks", ["point", "block", "state", "decided", "round", "proposer", "hash", "voters", "quorum", "commits"]),
                ("rounds", [.. ConsensusTables.Rounds.Columns.Select(column => column.Name)]),
                ("frames", [.. ConsensusTables.Frames.Columns.Select(column => column.Name)]),
                ("distinct_messages", [.. ConsensusTables.DistinctMessages.Columns.Select(column => column.Name)]),
            ])
        {
            MonitorRun.Rows(joined, table, columns).ShouldBe(MonitorRun.Rows(whole, table, columns), table);
        }
    }

    /// <summary>The tables of all ports, as a file.</summary>
    private string Count(IReadOnlyList<Seen> frames, NodeTable nodes, string example, JoinedPoints? joined)
    {
        var tracker = new ConsensusTracker(nodes, new ConsensusOptions(), new Dictionary<string, string>(), new SecretWatch([Path.Combine(example, "secrets")]), joined);
        var path = new LivePath(tracker.Path, tracker.SinkFor);
        foreach (CapturePoint point in frames.Select(frame => frame.Point).Distinct().OrderBy(point => point.Name, StringComparer.Ordinal)) { path.Declare(point); }
        path.PointCount.ShouldBe(frames.Select(frame => frame.Point).Distinct().Count());
        path.Points.Count.ShouldBe(joined is null ? path.PointCount : 1);
        foreach (Seen frame in frames) { path.Accept(new Frame(frame.Bytes, frame.Point, frame.Number, frame.Time, frame.Bytes.Length)); }
        path.Complete();
        string file = Path.Combine(_folder, $"{(joined is null ? "whole" : "joined")}.db");
        using SqliteStore store = SqliteStore.Create(file, new StoreOptions { Live = true });
        store.Change(tables => tracker.Write(path, tables));
        store.Complete();
        return file;
    }

    private static void Read(string file, NodeTable nodes, List<Seen> seen)
    {
        using CaptureReader reader = CaptureReader.Open(file);
        IpAddress own = nodes.Find(Path.GetFileNameWithoutExtension(file)).ShouldNotBeNull().Ip.ShouldNotBeNull();
        DecodedPacket packet = default;
        while (reader.TryRead(out Frame frame))
        {
            PacketDecoder.Decode(frame.Bytes, frame.Point.LinkType, ref packet);
            seen.Add(new Seen(frame.Bytes.ToArray(), frame.Point, frame.Number, frame.Time, packet.Source == own, packet.Destination == own));
        }
    }

    private sealed record Seen(byte[] Bytes, CapturePoint Point, long Number, long Time, bool IsSent, bool IsReceived);
}
