using System.Buffers.Binary;
using System.Text.Json;
using Weir.Cli;
using Weir.Cli.Reports;
using Weir.Consensus;
using Weir.Decoding;
using Weir.Platform;
using Weir.Processing;
using Weir.Tests.Fixtures;

namespace Weir.Tests.Journey;

/// <summary>The counts of real Klaytn networks against what their nodes wrote, undisturbed, disturbed, joined late and with losses.</summary>
public sealed class ConsensusBarsTests
{
    private static List<ConsensusReport> Run(string recording, string secrets, IEnumerable<string> files, out PathResult result)
    {
        string folder = Recordings.PathOf("klaytn", recording);
        using var context = new CommandContext(Stream.Null, TextWriter.Null, MachineClock.Instance, folder);
        ConsensusResult run = new ConsensusRun
        {
            Files = [.. files],
            Secrets = SecretStore.Load(Path.Combine(folder, secrets)),
            Nodes = NodeTable.Load(Path.Combine(folder, "nodes.json")),
            Options = new ConsensusOptions(),
        }.RunAsync(context).GetAwaiter().GetResult();
        result = run.Read;
        result.Balance.Holds.ShouldBeTrue();
        return [.. run.Points.Select(point => point.Report)];
    }

    private static List<ConsensusReport> Run(string recording, string secrets, out PathResult result, params string[] points)
    {
        string folder = Recordings.PathOf("klaytn", recording);
        return Run(recording, secrets, points.Select(point => Path.Combine(folder, point + ".pcap")), out result);
    }

    private static ulong[] NotComplete(ConsensusReport report, KlaytnTruth truth) =>
        [.. report.Blocks.Where(block => block.State != BlockState.Complete && truth.Inside.Contains(block.Number)).Select(block => block.Number)];

    [Theory]
    [InlineData("secrets")]
    [InlineData("secrets-aes")]
    public void Undisturbed_every_row_equals_the_truth_and_every_block_is_complete(string secrets)
    {
        string[] points = ["cn1", "cn2", "cn3", "cn4", "cn5", "cn6", "cn7"];
        List<ConsensusReport> reports = Run("healthy-1.8.4", secrets, out PathResult result, points);
        reports.Select(report => report.Point.Name).ShouldBe(points);
        foreach (ConsensusReport report in reports)
        {
            var truth = new KlaytnTruth("healthy-1.8.4", report.Point.Name);
            truth.ShouldEqual(report);
            NotComplete(report, truth).ShouldBeEmpty(report.Point.Name);
            report.Blocks.Count.ShouldBe(truth.Inside.Count);
            report.OwnNode.ShouldBe(report.Point.Name);
            report.FindingCount.ShouldBe(0);
            report.SignersRight.ShouldBe(report.Messages);
        }

        result.Balance[Waypoint.MacWrong].ShouldBe(0);
        if (secrets == "secrets") { result.Balance[Waypoint.MacUnchecked].ShouldBe(0); } else { result.Balance[Waypoint.MacRight].ShouldBe(0); }
        (result.Balance[Waypoint.MacRight] + result.Balance[Waypoint.MacUnchecked]).ShouldBe(result.Balance[Waypoint.FramesDecrypted]);
    }

    [Theory]
    [InlineData("secrets")]
    [InlineData("secrets-aes")]
    public void Around_a_suspended_and_a_killed_node_frames_lie_between_read_and_written(string secrets)
    {
        foreach (ConsensusReport report in Run("faults-1.8.4", secrets, out _, "cn1", "cn3"))
        {
            var truth = new KlaytnTruth("faults-1.8.4", report.Point.Name);
            truth.ShouldLieBetween(report);

            // The recording ends 17 and 31 ms after the last message about block 141, less than the gaps that blocks have within (up to 125 ms): nothing there tells that it is over.
            NotComplete(report, truth).ShouldBe([141UL], report.Point.Name);
            report.Blocks[^1].Uncertainty!.Reason.ShouldContain("the capture ended");
            report.FindingCount.ShouldBe(0);
        }
    }

    [Theory]
    [InlineData("secrets")]
    [InlineData("secrets-aes")]
    public void Joined_late_every_row_equals_the_truth_and_every_block_is_complete(string secrets)
    {
        foreach (ConsensusReport report in Run("late-1.12", secrets, out _, "cn1", "cn2"))
        {
            var truth = new KlaytnTruth("late-1.12", report.Point.Name);
            truth.ShouldEqual(report);
            NotComplete(report, truth).ShouldBeEmpty(report.Point.Name);
            report.Blocks[0].State.ShouldBe(BlockState.Uncertain, "it was being decided when the capture began");
        }
    }

    [Theory]
    [InlineData("lossy-random-1.8.4", "secrets")]
    [InlineData("lossy-random-1.8.4", "secrets-aes")]
    [InlineData("lossy-burst-1.8.4", "secrets")]
    [InlineData("lossy-burst-1.8.4", "secrets-aes")]
    public void With_losses_complete_blocks_are_right_and_hardly_more_is_missing_than_was_lost(string recording, string secrets)
    {
        ConsensusReport report = Run(recording, secrets, out _, "cn2").ShouldHaveSingleItem();
        using JsonDocument summary = JsonDocument.Parse(File.ReadAllText(Recordings.PathOf("klaytn", recording, "truth", "summary.json")));
        long lost = summary.RootElement.GetProperty("frames_that_lost_bytes").GetInt64();
        (int complete, long missing) = new KlaytnTruth(recording, "cn2").ShouldBeSafe(report, recording);
        missing.ShouldBeLessThanOrEqualTo(lost * 11 / 10);
        if (recording.Contains("burst")) { complete.ShouldBeGreaterThanOrEqualTo(36, "47 blocks, of which three bursts touch few"); }
        report.FindingCount.ShouldBe(0);
    }

    [Theory]
    [InlineData("healthy-1.8.4", "cn4", 1, 3000)]
    [InlineData("healthy-1.8.4", "cn7", 2, 600)]
    [InlineData("healthy-1.8.4", "cn2", 3, 100)]
    [InlineData("healthy-1.8.4", "cn5", 4, 5000)]
    [InlineData("late-1.12", "cn1", 5, 2000)]
    [InlineData("late-1.12", "cn2", 6, 300)]
    [InlineData("faults-1.8.4", "cn3", 7, 4000)]
    [InlineData("faults-1.8.4", "cn1", 8, 1000)]
    public void With_packets_taken_out_at_random_no_block_is_called_complete_that_is_not(string recording, string point, int seed, int oneIn)
    {
        var random = new Random(seed);
        CheckDerived(recording, point, (_, _) => random.Next(oneIn) != 0, $"{recording} {point}, seed {seed}, one packet in {oneIn}", out _);
    }

    [Theory]
    [InlineData("healthy-1.8.4", "cn4", 60.1, 1000)]
    [InlineData("healthy-1.8.4", "cn6", 70.55, 80.3)]
    [InlineData("healthy-1.8.4", "cn1", 0, 75.53)]
    [InlineData("late-1.12", "cn2", 7.02, 20.0)]
    [InlineData("faults-1.8.4", "cn1", 60, 91.05)]
    [InlineData("faults-1.8.4", "cn3", 91.05, 125)]
    [InlineData("faults-1.8.4", "cn3", 140, 161.1)]
    [InlineData("faults-1.8.4", "cn1", 100, 150)]
    public void Of_a_part_of_a_recording_no_block_is_called_complete_that_is_not(string recording, string point, double from, double to)
    {
        CheckDerived(recording, point, (_, seconds) => seconds >= from && seconds < to, $"{recording} {point} from {from} to {to} s", out ConsensusReport report);
        // One at each end; and in cn6's part a connection begins with bytes of no header and says nothing more for a second, which makes that second doubtful.
        if (recording == "healthy-1.8.4") { report.Blocks.Count(block => block.State == BlockState.Uncertain).ShouldBeLessThanOrEqualTo(4); }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Of_a_lossy_part_of_a_recording_no_block_is_called_complete_that_is_not(int seed)
    {
        var random = new Random(seed);
        double from = 50 + (random.NextDouble() * 20), to = from + 5 + (random.NextDouble() * 20);
        int oneIn = 200 << random.Next(4);
        string point = "cn" + (1 + random.Next(7));
        CheckDerived("healthy-1.8.4", point, (_, seconds) => seconds >= from && seconds < to && random.Next(oneIn) != 0, $"{point} from {from} to {to} s, seed {seed}, one packet in {oneIn}", out _);
    }

    [Theory]
    [InlineData(4, 1)]
    [InlineData(5, 3)]
    [InlineData(6, 1)]
    [InlineData(8, 2)]
    public void A_session_that_lost_packets_of_its_handshake_is_joined_or_doubted(int first, int count)
    {
        // The places of the handshake differ; nothing after it but the secret tells where the next frame begins.
        var packets = new Dictionary<uint, int>();
        CheckDerived("healthy-1.8.4", "cn5", (packet, seconds) =>
        {
            if (seconds > 52) { return false; }
            if (packet.Length < 60 || packet[23] != 6) { return true; }
            uint ports = BinaryPrimitives.ReadUInt16BigEndian(packet.AsSpan(34)) * (uint)BinaryPrimitives.ReadUInt16BigEndian(packet.AsSpan(36));
            int number = packets.GetValueOrDefault(ports);
            packets[ports] = number + 1;
            return number < first || number >= first + count;
        }, $"packets {first} to {first + count - 1} of each connection", out _);
    }

    [Fact]
    public void Bursts_of_losses_make_few_blocks_uncertain()
    {
        CheckDerived("healthy-1.8.4", "cn3", (_, seconds) => seconds is not ((> 60.70 and < 60.72) or (> 75.5 and < 75.9)), "two bursts", out ConsensusReport report);
        report.Blocks.Count(block => block.State == BlockState.Uncertain).ShouldBeInRange(1, 6);
    }

    private static void CheckDerived(string recording, string point, Func<byte[], double, bool> keep, string what, out ConsensusReport report)
    {
        string original = Recordings.PathOf("klaytn", recording, point + ".pcap");
        string folder = Directory.CreateTempSubdirectory("weir-derived").FullName;
        try
        {
            string derived = Path.Combine(folder, point + ".pcap");
            File.WriteAllBytes(derived, Derive(File.ReadAllBytes(original), keep));
            report = Run(recording, "secrets", [derived], out _).ShouldHaveSingleItem();
            new KlaytnTruth(recording, point).ShouldBeSafe(report, what);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // The recordings are little-endian pcap with microseconds: a header of 24 bytes, and one of 16 before each packet.
    private static byte[] Derive(byte[] pcap, Func<byte[], double, bool> keep)
    {
        var kept = new MemoryStream(pcap.Length);
        kept.Write(pcap, 0, 24);
        double begin = 0;
        for (int at = 24; at + 16 <= pcap.Length;)
        {
            ReadOnlySpan<byte> header = pcap.AsSpan(at, 16);
            double time = BinaryPrimitives.ReadUInt32LittleEndian(header) + (BinaryPrimitives.ReadUInt32LittleEndian(header[4..]) / 1e6);
            int length = 16 + BinaryPrimitives.ReadInt32LittleEndian(header[8..]);
            if (at == 24) { begin = time; }
            if (keep(pcap[(at + 16)..Math.Min(at + length, pcap.Length)], time - begin)) { kept.Write(pcap, at, Math.Min(length, pcap.Length - at)); }
            at += length;
        }

        return kept.ToArray();
    }
}
