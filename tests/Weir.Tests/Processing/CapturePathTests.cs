using Weir.Decoding;
using Weir.Processing;
using Weir.Reassembly;
using Weir.Tests.Fixtures;

namespace Weir.Tests.Processing;

public sealed class CapturePathTests
{
    [Fact]
    public void Every_packet_of_every_public_capture_is_accounted_for()
    {
        string folder = Recordings.PathOf("public");
        int files = 0;
        foreach (string file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            if (Path.GetExtension(file) is ".tsv" or ".md") { continue; }

            PathResult result;
            try
            {
                result = new CapturePath(new CapturePathOptions { Workers = 1 }, _ => new Listener()).Run([file], TestContext.Current.CancellationToken);
            }
            catch (WeirException)
            {
                continue; // no capture at all: said so, and nothing was read
            }

            result.Balance.Holds.ShouldBeTrue($"{file}: {result.Balance[Waypoint.Captured]} captured, {result.Balance.PacketsAccountedFor} accounted for");
            files++;
        }

        files.ShouldBeGreaterThan(800);
    }

    [Fact]
    public void A_file_read_by_two_threads_gives_what_one_thread_gives()
    {
        string file = Path.Combine(Recordings.PathOf("klaytn", "healthy-1.8.4"), "cn1.pcap");
        Listener one = Run(file, workers: 1, bytesPerWorker: long.MaxValue / 2, out PathResult oneResult);
        Listener two = Run(file, workers: 2, bytesPerWorker: 1, out PathResult twoResult);
        two.Lines.ShouldBe(one.Lines);
        foreach (Waypoint waypoint in Enum.GetValues<Waypoint>()) { twoResult.Balance[waypoint].ShouldBe(oneResult.Balance[waypoint], waypoint.ToString()); }
        oneResult.Balance.Holds.ShouldBeTrue();
    }

    [Fact]
    public void Several_files_read_by_several_threads_keep_their_order_and_their_points_apart()
    {
        string folder = Recordings.PathOf("klaytn", "faults-1.8.4");
        string[] files = [Path.Combine(folder, "cn3.pcap"), Path.Combine(folder, "cn1.pcap")];
        PathResult result = new CapturePath(new CapturePathOptions { Workers = 2, BytesPerWorker = 1 }, _ => new Listener()).Run(files, TestContext.Current.CancellationToken);
        result.Points.Select(point => point.Point.Name).ShouldBe(["cn3", "cn1"]);
        result.Points.Select(point => point.Sink).Distinct().Count().ShouldBe(2);
        result.Points.Sum(point => point.Balance[Waypoint.Captured]).ShouldBe(result.Balance[Waypoint.Captured]);
    }

    [Fact]
    public void In_order_the_messages_of_several_files_come_as_from_one_thread()
    {
        string folder = Repository.PathOf("examples", "decode-a-capture");
        string[] files = [Path.Combine(folder, "cn2.pcap"), Path.Combine(folder, "cn1.pcap"), Path.Combine(folder, "cn3.pcap")];
        Listener[] listeners = [new(), new()];
        for (int i = 0; i < 2; i++)
        {
            var options = new CapturePathOptions { Workers = 1 + i, BytesPerWorker = 1, InOrder = true, Decoding = new DecodingOptions { Secrets = SecretStore.Load(Path.Combine(folder, "secrets")) } };
            PathResult result = new CapturePath(options, _ => listeners[i]).Run(files, TestContext.Current.CancellationToken);
            result.Points.Select(point => point.Point.Name).ShouldBe(["cn2", "cn1", "cn3"]);
        }

        listeners[0].Lines.Count.ShouldBeGreaterThan(500);
        listeners[1].Lines.ShouldBe(listeners[0].Lines);
    }

    [Fact]
    public void An_interrupted_run_accounts_for_what_it_read_and_says_that_it_was_interrupted()
    {
        string file = Path.Combine(Recordings.PathOf("klaytn", "healthy-1.8.4"), "cn1.pcap");
        using var source = new CancellationTokenSource();
        source.Cancel();
        PathResult result = new CapturePath(new CapturePathOptions { Workers = 1 }, _ => new Listener()).Run([file], source.Token);
        result.Interrupted.ShouldBeTrue();
        result.Balance[Waypoint.Captured].ShouldBeInRange(1, 20_000);
        result.Balance.Holds.ShouldBeTrue();
    }

    private static Listener Run(string file, int workers, long bytesPerWorker, out PathResult result)
    {
        var listener = new Listener();
        result = new CapturePath(new CapturePathOptions { Workers = workers, BytesPerWorker = bytesPerWorker, Reassembly = new ReassemblyOptions() }, _ => listener)
            .Run([file], TestContext.Current.CancellationToken);
        return listener;
    }

    /// <summary>Writes down each message and doubt as one line.</summary>
    private sealed class Listener : IMessageSink
    {
        public List<string> Lines { get; } = [];

        public void Accept(Message message) => Lines.Add($"{message.Conversation} {message.Direction} {message.Kind} {message.Time} {message.Trail}");

        public void Accept(in Doubt doubt) => Lines.Add($"{doubt.Conversation} {doubt.Direction} {doubt.Reason} {doubt.From} {doubt.To}");
    }
}
