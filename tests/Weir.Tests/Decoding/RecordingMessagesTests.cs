using System.Globalization;
using System.Text.Json;
using Weir.Decoding;
using Weir.Processing;
using Weir.Tests.Fixtures;
using Weir.Wire.Ethereum;

namespace Weir.Tests.Decoding;

/// <summary>All messages of the recorded networks, not only those of consensus, against what the nodes wrote.</summary>
public sealed class RecordingMessagesTests
{
    private static readonly string[] All = ["cn1", "cn2", "cn3", "cn4", "cn5", "cn6", "cn7"];

    [Theory]
    [InlineData("secrets")]
    [InlineData("secrets-aes")]
    public void Undisturbed_every_message_of_every_code_is_there(string secrets)
    {
        foreach ((string point, Tally tally) in Run("healthy-1.8.4", secrets, All, out _))
        {
            Dictionary<(string, string, ulong), long> truth = Truth("healthy-1.8.4", point);
            tally.Others.OrderBy(row => row.Key).ShouldBe(truth.OrderBy(row => row.Key), point);
            tally.Doubts.ShouldBeEmpty(point);
        }
    }

    [Theory]
    [InlineData("secrets")]
    [InlineData("secrets-aes")]
    public void Joined_late_every_stream_is_joined_at_its_first_byte(string secrets)
    {
        foreach ((string point, Tally tally) in Run("late-1.12", secrets, ["cn1", "cn2"], out PathResult result))
        {
            // The truth counts from the start of the nodes, the capture a minute later.
            Dictionary<(string, string, ulong), long> truth = Truth("late-1.12", point);
            foreach (((string, string, ulong) row, long messages) in tally.Others) { messages.ShouldBeInRange(1, truth[row], $"{point}: {row}"); }
            tally.Others.Keys.Count(row => row.Code == Devp2pCodes.Ping).ShouldBe(12, "six peers, both ways");
            tally.Doubts.ShouldAllBe(doubt => doubt.Reason == "joined in the middle", point);
            Balance balance = result.Points.Single(p => p.Point.Name == point).Balance;
            balance[Waypoint.BytesSkipped].ShouldBe(0);
            balance[Waypoint.FramesLost].ShouldBe(0);
            balance[Waypoint.StreamsWithoutSecret].ShouldBe(0);
            balance[Waypoint.MessagesNotUnderstood].ShouldBe(0);
            (balance[Waypoint.MacRight] + balance[Waypoint.MacUnchecked]).ShouldBe(balance[Waypoint.FramesDecrypted]);
        }
    }

    [Theory]
    [InlineData("healthy-1.8.4", 7)]
    [InlineData("faults-1.8.4", 0)]
    public void Every_authentication_code_is_checked_and_right(string recording, int points)
    {
        Run(recording, "secrets", points == 7 ? All : ["cn1", "cn3"], out PathResult result);
        result.Balance[Waypoint.MacWrong].ShouldBe(0);
        result.Balance[Waypoint.MacUnchecked].ShouldBe(0);
        result.Balance[Waypoint.MacRight].ShouldBe(result.Balance[Waypoint.FramesDecrypted]);
        result.Balance[Waypoint.MacRight].ShouldBeGreaterThan(10_000);
        result.Balance[Waypoint.MessagesNotUnderstood].ShouldBe(0);
        result.Balance[Waypoint.StreamsWithoutSecret].ShouldBe(0);
        result.Balance[Waypoint.FramesLost].ShouldBe(0);
    }

    private static IEnumerable<(string Point, Tally Tally)> Run(string recording, string secrets, string[] points, out PathResult result)
    {
        string folder = Recordings.PathOf("klaytn", recording);
        Dictionary<string, string> names = NamesByAddress(folder);
        var options = new CapturePathOptions { Decoding = new DecodingOptions { Secrets = SecretStore.Load(Path.Combine(folder, secrets)) } };
        result = new CapturePath(options, point => new Tally(point.Name, names)).Run([.. points.Select(point => Path.Combine(folder, point + ".pcap"))], TestContext.Current.CancellationToken);
        result.Balance.Holds.ShouldBeTrue();
        return [.. result.Points.Select(point => (point.Point.Name, (Tally)point.Sink))];
    }

    private static Dictionary<string, string> NamesByAddress(string folder)
    {
        using JsonDocument nodes = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "nodes.json")));
        return nodes.RootElement.EnumerateArray().ToDictionary(node => node.GetProperty("ip").GetString()!, node => node.GetProperty("name").GetString()!);
    }

    private static Dictionary<(string Direction, string Peer, ulong Code), long> Truth(string recording, string point)
    {
        string[] lines = File.ReadAllLines(Recordings.PathOf("klaytn", recording, "truth", $"other-{point}.csv"));
        lines[0].ShouldBe("direction,peer,code,messages");
        return lines.Skip(1).Select(line => line.Split(',')).ToDictionary(
            row => (row[0], row[1], ulong.Parse(row[2], CultureInfo.InvariantCulture)), row => long.Parse(row[3], CultureInfo.InvariantCulture));
    }

    /// <summary>Counts messages by direction, peer and code.</summary>
    private sealed class Tally(string own, Dictionary<string, string> names) : IMessageSink
    {
        /// <summary>The codes of the recordings but for consensus and the handshake, by the names of their messages.</summary>
        private static readonly Dictionary<string, ulong> Codes = new ulong[] { 2, 3, 16, 17, 22, 27 }.ToDictionary(Devp2pCodes.Name);

        public Dictionary<(string Direction, string Peer, ulong Code), long> Others { get; } = [];

        public List<Doubt> Doubts { get; } = [];

        public static bool Counts(ulong code) => Codes.ContainsValue(code);

        public void Accept(Message message)
        {
            if (!Codes.TryGetValue(message.Kind, out ulong code)) { return; }
            string sender = names[message.Conversation.Sender(message.Direction).Address.ToString()];
            string receiver = names[message.Conversation.Receiver(message.Direction).Address.ToString()];
            (string, string, ulong) row = sender == own ? ("out", receiver, code) : ("in", sender, code);
            Others[row] = Others.GetValueOrDefault(row) + 1;
        }

        public void Accept(in Doubt doubt) => Doubts.Add(doubt);
    }
}
