using Weir.Capture;
using Weir.Wire.Frames;
using Weir.Tests.Fixtures;

namespace Weir.Tests.Wire.Frames;

/// <summary>Every frame of the public recordings, as captured and with a changed byte: nothing throws, and every offset lies inside the frame.</summary>
public sealed class PublicFramesTests(ITestOutputHelper output)
{
    [Fact]
    public void Every_public_frame_is_decoded()
    {
        const int seed = 3;
        var random = new Random(seed);
        string folder = Recordings.PathOf("public");
        string table = Path.Combine(folder, "expected.tsv");
        FieldPlan.TryCompile(["eth.src", "ip.src", "tcp.srcport", "udp.srcport", "fault"], out FieldPlan? plan, out _).ShouldBeTrue();
        byte[] row = new byte[100_000];
        byte[] changed = new byte[1 << 20];
        DecodedPacket packet = default;
        DecodedPacket layers = default;
        (long frames, long transport, long faults) = (0, 0, 0);
        foreach (string line in File.ReadLines(table))
        {
            string name = line.Split('\t')[0];
            using CaptureReader reader = CaptureReader.Open(Path.Combine(folder, name));
            while (reader.TryRead(out Frame frame))
            {
                LinkType link = frame.Point.LinkType;
                string what = $"{name} frame {frame.Number}";
                PacketDecoder.Decode(frame.Bytes, link, ref packet);
                PacketDecoderFuzzTests.Check(packet, frame.Bytes.Length, what);
                layers = default;
                PacketDecoder.DecodeLayers(frame.Bytes, link, ref layers);
                if (!packet.Equals(layers)) { Assert.Fail(what); }
                if (++frames % 10 == 0) { plan.TryAppend(row, frame.Bytes, link, packet, default, out _).ShouldBeTrue(what); }
                if (packet.HasTransport) { transport++; }
                if (!packet.Error.IsNone) { faults++; }
                if (frame.Bytes.Length is 0 or > 1 << 20) { continue; }
                Span<byte> other = changed.AsSpan(0, frame.Bytes.Length);
                frame.Bytes.CopyTo(other);
                other[random.Next(Math.Min(other.Length, 80))] = (byte)random.Next(256);
                PacketDecoder.Decode(other, link, ref packet);
                PacketDecoderFuzzTests.Check(packet, other.Length, $"{what}, changed by seed {seed}");
            }
        }

        output.WriteLine($"{frames} frames, {transport} with ports, {faults} with a fault");
        transport.ShouldBeGreaterThan(1000);
    }
}
