using Weir.Fabric;
using Weir.Wire.Frames;

namespace Weir.Tests.Fabric;

/// <summary>Large segments: their bytes on the wire, the header that passes unchanged, the checksum before damage.</summary>
public class VnetHeaderTests
{
    private const int TcpOffset = 34;

    /// <summary>A header that asks for the checksum at the TCP header, and for cutting into segments of <paramref name="size"/>.</summary>
    private static byte[] Header(ushort size)
    {
        byte[] header = new byte[VnetHeader.Length];
        header[0] = 1;
        header[1] = (byte)(size > 0 ? 1 : 0);
        BitConverter.TryWriteBytes(header.AsSpan(2), (ushort)66);
        BitConverter.TryWriteBytes(header.AsSpan(4), size);
        BitConverter.TryWriteBytes(header.AsSpan(6), (ushort)TcpOffset);
        BitConverter.TryWriteBytes(header.AsSpan(8), (ushort)16);
        return header;
    }

    private static byte[] Segment(int payload)
    {
        byte[] frame = new byte[66 + payload];
        // A TCP header of 32 bytes.
        frame[TcpOffset + 12] = 0x80;
        return frame;
    }

    [Theory]
    [InlineData(0, 1448, 1, 1514)]
    [InlineData(1448, 1448, 1, 1514)]
    [InlineData(1448, 1449, 2, 1581)]
    [InlineData(1448, 65160, 45, 45 * 1514)]
    public void A_large_segment_counts_as_the_packets_it_becomes(int size, int payload, int packets, int bytes) =>
        VnetHeader.OnWire([.. Header((ushort)size), .. Segment(payload)]).ShouldBe((packets, bytes));

    [Fact]
    public void Whatever_the_header_says_the_answer_is_bounded()
    {
        var random = new Random(5);
        byte[] bytes = new byte[300];
        for (int i = 0; i < 20_000; i++)
        {
            random.NextBytes(bytes);
            ReadOnlySpan<byte> frame = bytes.AsSpan(0, random.Next(VnetHeader.Length + 1, 300));
            (int packets, int wire) = VnetHeader.OnWire(frame);
            packets.ShouldBeInRange(1, frame.Length);
            wire.ShouldBeInRange(1, frame.Length * frame.Length);
            VnetHeader.CompleteChecksum(frame.ToArray());
        }
    }

    [Fact]
    public void The_rate_counts_the_headers_of_every_packet()
    {
        var wire = new Wire(Impairments.None with { Rate = DataRate.Parse("1 Gbit/s") });
        wire.First.LargeSegmentsAllowed.ShouldBeTrue();
        wire.First.Send(Segment(14480), Header(1448));
        wire.First.Send(Segment(1448), Header(0));
        wire.Pump.Turn();
        wire.Drain().Select(a => Math.Round(a.At * 1e6)).ShouldBe([15140 * 8, 16654 * 8]);
        wire.Counters.Delivered.ShouldBe(11);
        wire.Counters.DeliveredBytes.ShouldBe(11 * 1514);
    }

    [Fact]
    public void The_header_passes_unchanged()
    {
        var wire = new Wire(Impairments.None);
        var end = new KeepingEnd();
        EngineLink link = wire.Pump.Add("c -- d", new MemoryEnd(), end, Impairments.None, Impairments.None);
        byte[] sent = [.. Header(1448), .. Segment(65160)];
        ((MemoryEnd)link.Forward.Source).Send(sent.AsSpan(VnetHeader.Length), sent.AsSpan(0, VnetHeader.Length)).ShouldBeTrue();
        wire.Pump.Turn();
        end.Written.ShouldBe(sent);
    }

    [Theory]
    [InlineData("20 Mbit/s", false)]
    [InlineData("500 Mbit/s", false)]
    [InlineData("1 Gbit/s", true)]
    public void Large_segments_pass_only_where_sending_one_is_short(string rate, bool allowed) =>
        new Wire(Impairments.None with { Rate = DataRate.Parse(rate), Delay = TimeSpan.FromMilliseconds(1) }).First.LargeSegmentsAllowed.ShouldBe(allowed);

    [Fact]
    public void Large_segments_stop_while_single_packets_are_decided_on()
    {
        var wire = new Wire(Impairments.None);
        wire.First.LargeSegmentsAllowed.ShouldBeTrue();
        wire.Pump.Change(wire.Link.Forward, i => i with { Loss = 0.1 });
        wire.First.LargeSegmentsAllowed.ShouldBeFalse();
        wire.Pump.Change(wire.Link.Forward, i => i with { Loss = 0 });
        wire.First.LargeSegmentsAllowed.ShouldBeTrue();
    }

    [Theory]
    [InlineData(100)]
    [InlineData(101)]
    public void The_checksum_is_completed_before_a_bit_is_inverted(int payload)
    {
        var random = new Random(3);
        byte[] frame = [.. Header(0), .. Segment(payload)];
        random.NextBytes(frame.AsSpan(VnetHeader.Length + TcpOffset + 20));
        // The field holds the folded pseudo header, as the kernel leaves it.
        frame[VnetHeader.Length + TcpOffset + 16] = 0x12;
        frame[VnetHeader.Length + TcpOffset + 17] = 0x34;
        byte[] before = [.. frame];
        VnetHeader.CompleteChecksum(frame);
        frame[0].ShouldBe((byte)0);
        // With the field complete, the sum over everything with the pseudo header is all ones.
        uint sum = 0x1234;
        byte[] segment = [.. frame.AsSpan(VnetHeader.Length + TcpOffset), .. new byte[frame.Length % 2]];
        for (int i = 0; i + 1 < segment.Length; i += 2) { sum += (uint)((segment[i] << 8) | segment[i + 1]); }
        while (sum > 0xFFFF) { sum = (sum & 0xFFFF) + (sum >> 16); }
        sum.ShouldBe(0xFFFFu);
        before.AsSpan(VnetHeader.Length, TcpOffset + 16).SequenceEqual(frame.AsSpan(VnetHeader.Length, TcpOffset + 16)).ShouldBeTrue();
    }

    private sealed class KeepingEnd : ILinkEnd
    {
        public byte[] Written { get; private set; } = [];

        public int Descriptor => -1;

        public Action? Arrived { get; set; }

        public long Dropped => 0;

        public bool Gone => false;

        public bool TryRead(FramePool pool, out FrameBuffer frame)
        {
            frame = null!;
            return false;
        }

        public bool TryWrite(FrameBuffer frame)
        {
            Written = frame.Content.ToArray();
            return true;
        }

        public void AllowLargeSegments(bool allowed) { }

        public void Dispose() { }
    }
}
