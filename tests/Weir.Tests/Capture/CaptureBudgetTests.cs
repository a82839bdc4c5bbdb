using Weir.Capture;
using Weir.Tests.Fixtures;
using Weir.Wire.Frames;

namespace Weir.Tests.Capture;

/// <summary>Reading and writing packets allocates nothing per packet.</summary>
public class CaptureBudgetTests
{
    private const int PacketsPerRun = 200;

    private static MemoryStream Capture(CaptureFileFormat format, bool bigEndian)
    {
        MemoryStream stream = new();
        using CaptureWriter writer = CaptureWriter.Create(stream, new CaptureWriterOptions { Format = format, BigEndian = bigEndian }, leaveOpen: true);
        CapturePoint point = new("p", "p", LinkType.Ethernet);
        byte[] bytes = new byte[100];
        for (int i = 1; i <= 400 * PacketsPerRun; i++) { writer.Write(new Frame(bytes, point, i, i, 100)); }
        writer.Flush();
        stream.Position = 0;
        return stream;
    }

    [Theory]
    [InlineData(CaptureFileFormat.Pcap, false)]
    [InlineData(CaptureFileFormat.Pcap, true)]
    [InlineData(CaptureFileFormat.Pcapng, false)]
    [InlineData(CaptureFileFormat.Pcapng, true)]
    public void Reading(CaptureFileFormat format, bool bigEndian)
    {
        using CaptureReader reader = CaptureReader.Open(Capture(format, bigEndian), "p");
        Budget.Allocates(0, () =>
        {
            for (int i = 0; i < PacketsPerRun; i++) { reader.TryRead(out _).ShouldBeTrue(); }
        });
    }

    [Theory]
    [InlineData(CaptureFileFormat.Pcap)]
    [InlineData(CaptureFileFormat.Pcapng)]
    public void Reading_in_batches(CaptureFileFormat format)
    {
        using CaptureReader reader = CaptureReader.Open(Capture(format, false), "p", new CaptureReaderOptions { BufferSize = 16384 });
        FrameBatch batch = new(16384);
        Budget.Allocates(0, () => reader.TryReadBatch(batch).ShouldBeTrue());
    }

    [Theory]
    [InlineData(CaptureFileFormat.Pcap)]
    [InlineData(CaptureFileFormat.Pcapng)]
    public void Writing(CaptureFileFormat format)
    {
        using CaptureWriter writer = CaptureWriter.Create(Stream.Null, new CaptureWriterOptions { Format = format });
        CapturePoint point = new("p", "p", LinkType.Ethernet);
        byte[] bytes = new byte[100];
        Budget.Allocates(0, () =>
        {
            for (int i = 0; i < PacketsPerRun; i++) { writer.Write(new Frame(bytes, point, i, i, 100)); }
        });
    }
}
