using Weir.Capture;
using Weir.Cli.Captures;
using Weir.Wire.Frames;

namespace Weir.Tests.Cli;

/// <summary>The files of <c>weir sort</c>: whatever the memory, every frame is in its file, in its place.</summary>
public sealed class FlowFilesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("weir-flows-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(1, 1, 2000)]        // one block
    [InlineData(4, 300, 5000)]      // fewer blocks than conversations
    [InlineData(64, 20, 5000)]
    [InlineData(4096, 50, 20000)]   // pieces of all sizes
    public void Frames_are_in_their_files_whole_and_in_order(int blocks, int conversations, int frames)
    {
        var random = new Random(blocks);
        var point = new CapturePoint("p", "p.pcap", LinkType.Ethernet);
        Conversation[] all = [.. Enumerable.Range(0, conversations).Select(i => Make(point, i))];
        List<(long Number, byte[] Bytes)>[] expected = [.. all.Select(_ => new List<(long, byte[])>())];
        using (var files = new FlowFiles(_folder, () => CaptureFileFormat.PcapNanoseconds, () => false, blocks * FlowBlocks.Size))
        {
            for (int number = 1; number <= frames; number++)
            {
                // Some conversations have most of the frames; some frames are larger than a block, and few larger than many.
                int place = random.Next(3) == 0 ? random.Next(conversations) : random.Next((conversations / 10) + 1);
                byte[] bytes = new byte[random.Next(100) switch { 0 => random.Next(65_536), < 5 => random.Next(9000), < 8 => 0, _ => random.Next(1514) }];
                random.NextBytes(bytes);
                expected[place].Add((number, bytes));
                files.Accept(all[place], new Frame(bytes, point, number, number, bytes.Length + 1));
                if (number % 1000 == 0) { files.Flush(); }
            }

            foreach (Conversation one in all.Take(conversations / 2)) { files.Complete(one); }
            files.Flush();
            files.Written.Sum(file => file.Packets).ShouldBe(frames);
        }

        for (int i = 0; i < conversations; i++)
        {
            string path = Path.Combine(_folder, $"10.0.0.1.{i}-10.0.0.2.80.pcap");
            File.Exists(path).ShouldBe(expected[i].Count > 0);
            if (expected[i].Count > 0) { Check(path, expected[i]); }
        }
    }

    [Fact]
    public void A_file_that_cannot_be_written_ends_the_sorting_with_its_name()
    {
        var point = new CapturePoint("p", "p.pcap", LinkType.Ethernet);
        Directory.CreateDirectory(Path.Combine(_folder, "10.0.0.1.3-10.0.0.2.80.pcap"));
        using var files = new FlowFiles(_folder, () => CaptureFileFormat.Pcap, () => false, 4 * FlowBlocks.Size);
        Exception fault = Should.Throw<Exception>(() =>
        {
            for (int number = 1; number < 100; number++) { files.Accept(Make(point, number % 10), new Frame(new byte[1000], point, number, number, 1000)); }
            files.Flush();
        });
        fault.ShouldBeAssignableTo(fault is UnauthorizedAccessException ? typeof(UnauthorizedAccessException) : typeof(IOException));
        fault.Message.ShouldContain("10.0.0.1.3-10.0.0.2.80.pcap");
    }

    private static Conversation Make(CapturePoint point, int port) =>
        new(port + 1, point, IpProtocols.Tcp, End("10.0.0.1", port), End("10.0.0.2", 80), 1, 0);

    private static FlowEnd End(string address, int port) => new(IpAddress.TryParse(address, out IpAddress parsed) ? parsed : default, (ushort)port);

    private static void Check(string path, List<(long Number, byte[] Bytes)> expected)
    {
        using CaptureReader reader = CaptureReader.Open(path);
        foreach ((long number, byte[] bytes) in expected)
        {
            reader.TryRead(out Frame frame).ShouldBeTrue($"{path}: {reader.Fault}");
            frame.Time.ShouldBe(number);
            frame.OriginalLength.ShouldBe(bytes.Length + 1);
            frame.Bytes.SequenceEqual(bytes).ShouldBeTrue();
        }

        reader.TryRead(out _).ShouldBeFalse();
        reader.Fault.ShouldBeNull();
    }
}
