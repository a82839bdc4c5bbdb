using BenchmarkDotNet.Attributes;
using Weir.Capture;
using Weir.Wire.Frames;

namespace Weir.Bench;

/// <summary>Walking the packets of a capture of 2 million packets in the page cache: what every command that reads captures pays at least.</summary>
[MemoryDiagnoser]
public class CapturesBench
{
    private const int Packets = 2_000_000;
    private string _folder = "";

    /// <summary>The file's format.</summary>
    [Params(CaptureFileFormat.Pcap, CaptureFileFormat.Pcapng)]
    public CaptureFileFormat Format { get; set; }

    /// <summary>Bytes of each packet.</summary>
    [Params(70, 626)]
    public int Length { get; set; }

    private string Source => Path.Combine(_folder, "bench.cap");

    /// <summary>Writes the file.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _folder = Directory.CreateTempSubdirectory("weir-bench").FullName;
        using CaptureWriter writer = CaptureWriter.Create(Source, new CaptureWriterOptions { Format = Format });
        CapturePoint point = new("bench", Source, LinkType.Ethernet);
        byte[] bytes = new byte[Length];
        for (int i = 1; i <= Packets; i++) { writer.Write(new Frame(bytes, point, i, i * 1000L, Length)); }
    }

    /// <summary>Takes the file away.</summary>
    [GlobalCleanup]
    public void Cleanup() => Directory.Delete(_folder, recursive: true);

    /// <summary>One by one.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = Packets)]
    public long Walk()
    {
        using CaptureReader reader = CaptureReader.Open(Source);
        long sum = 0;
        while (reader.TryRead(out Frame frame)) { sum += frame.Bytes.Length + frame.Time; }
        return sum;
    }

    /// <summary>In batches, as the parallel path does.</summary>
    [Benchmark(OperationsPerInvoke = Packets)]
    public long Batches()
    {
        using CaptureReader reader = CaptureReader.Open(Source);
        FrameBatch batch = new();
        long sum = 0;
        while (reader.TryReadBatch(batch))
        {
            for (int i = 0; i < batch.Count; i++)
            {
                Frame frame = batch[i];
                sum += frame.Bytes.Length + frame.Time;
            }
        }

        return sum;
    }

    /// <summary>Read and written again, to a stream that takes everything.</summary>
    [Benchmark(OperationsPerInvoke = Packets)]
    public long Copy()
    {
        using CaptureReader reader = CaptureReader.Open(Source);
        using CaptureWriter writer = CaptureWriter.Create(Stream.Null, new CaptureWriterOptions { Format = Format });
        while (reader.TryRead(out Frame frame)) { writer.Write(frame); }
        return writer.PacketCount;
    }
}
