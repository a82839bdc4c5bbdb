using BenchmarkDotNet.Attributes;
using Weir.Capture;
using Weir.Processing;
using Weir.Reassembly;
using Weir.Wire.Frames;

namespace Weir.Bench;

/// <summary>Reading, decoding and reassembling a generated capture in the page cache: each benchmark does what the one before does, and one thing more.</summary>
[MemoryDiagnoser]
public class ReassemblyBench
{
    private string _file = "";

    /// <summary>Packets of the file; one segment in a hundred is out of order.</summary>
    [Params(2_000_000)]
    public int Packets { get; set; }

    /// <summary>TCP connections in the file, side by side.</summary>
    [Params(2_000, 200_000)]
    public int Flows { get; set; }

    /// <summary>Mean payload bytes.</summary>
    [Params(556)]
    public int Payload { get; set; }

    /// <summary>Writes the file.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _file = Path.GetTempFileName();
        string[] args = [_file, $"{Packets}", $"{Flows}", $"{Payload}"];
        CaptureGenerator.Run(args);
    }

    /// <summary>Takes the file away.</summary>
    [GlobalCleanup]
    public void Cleanup() => File.Delete(_file);

    /// <summary>Reading alone.</summary>
    [Benchmark]
    public long Walk() => Walk(_file);

    /// <summary>Reading and decoding.</summary>
    [Benchmark(Baseline = true)]
    public long Decode() => Decode(_file);

    /// <summary>Reading, decoding and finding the conversation of each packet in the flow index.</summary>
    [Benchmark]
    public long Find() => Find(_file);

    /// <summary>Reading, decoding and reassembling to a sink that adds lengths up.</summary>
    [Benchmark]
    public long Reassemble() => Reassemble(_file, new Lengths()).Bytes;

    /// <summary>Reading, decoding, reassembling and a CRC-32C over every byte in order.</summary>
    [Benchmark]
    public long ReassembleAndSum() => Reassemble(_file, new Checksums()).Bytes;

    internal static long Walk(string file)
    {
        using CaptureReader reader = CaptureReader.Open(file);
        long packets = 0;
        while (reader.TryRead(out _)) { packets++; }
        return packets;
    }

    internal static long Decode(string file)
    {
        using CaptureReader reader = CaptureReader.Open(file);
        DecodedPacket packet = default;
        long sum = 0;
        while (reader.TryRead(out Frame frame))
        {
            PacketDecoder.Decode(frame.Bytes, frame.Point.LinkType, ref packet);
            sum += packet.PayloadLength;
        }

        return sum;
    }

    internal static long Find(string file)
    {
        using CaptureReader reader = CaptureReader.Open(file);
        var table = new FlowTable<Counted>(1);
        DecodedPacket packet = default;
        while (reader.TryRead(out Frame frame))
        {
            PacketDecoder.Decode(frame.Bytes, frame.Point.LinkType, ref packet);
            FlowKey key = FlowKey.Of(packet, 0, uint.MaxValue, uint.MaxValue, out _);
            ulong hash = table.HashOf(key);
            Counted? entry = table.Find(key, hash);
            if (entry is null)
            {
                entry = new Counted();
                table.Add(entry, key, hash);
            }

            entry.Packets++;
            entry.Bytes += packet.PayloadLength;
        }

        return table.Count;
    }

    private sealed class Counted : FlowEntry
    {
        public long Packets;
        public long Bytes;
    }

    /// <summary>As in the path of production: so many packets side by side.</summary>
    private const int Window = PacketReassembler<Lengths>.Window;

    internal static TSink Reassemble<TSink>(string file, TSink sink) where TSink : IChunkSink
    {
        var reassembler = new PacketReassembler<TSink>(sink, new ReassemblyOptions(), new Balance());
        using CaptureReader reader = CaptureReader.Open(file);
        var frames = new FrameBatch(64);
        var packets = new DecodedPacket[Window];
        while (reader.TryReadRun(frames, Window))
        {
            for (int first = 0; first < frames.Count;)
            {
                FrameRun run = frames.RunOf(first, Window);
                run.Decode(packets.AsSpan(0, run.Count));
                reassembler.Accept(run, packets.AsSpan(0, run.Count));
                first += run.Count;
            }
        }

        reassembler.Complete();
        return reassembler.Sink;
    }

    /// <summary>As the verbs read a file of this size: one thread reads, another decodes, reassembles, and looks for protocols.</summary>
    internal static long WholePath(string file)
    {
        var nobody = new Nobody();
        return new CapturePath(new CapturePathOptions(), _ => nobody).Run([file]).Balance[Waypoint.BytesDelivered];
    }

    private sealed class Nobody : IMessageSink
    {
        public void Accept(Message message)
        {
        }

        public void Accept(in Doubt doubt)
        {
        }
    }

    internal struct Lengths : IChunkSink
    {
        public long Bytes;
        public long Gaps;

        public void Accept(in Chunk chunk)
        {
            Bytes += chunk.Bytes.Length;
            Gaps += chunk.GapLength;
        }
    }

    internal struct Checksums : IChunkSink
    {
        public long Bytes;
        public uint Crc;

        public void Accept(in Chunk chunk)
        {
            ReadOnlySpan<byte> bytes = chunk.Bytes;
            Bytes += bytes.Length;
            uint crc = Crc;
            ReadOnlySpan<ulong> words = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, ulong>(bytes);
            foreach (ulong word in words) { crc = System.Numerics.BitOperations.Crc32C(crc, word); }
            foreach (byte rest in bytes[(words.Length * 8)..]) { crc = System.Numerics.BitOperations.Crc32C(crc, rest); }
            Crc = crc;
        }
    }
}
