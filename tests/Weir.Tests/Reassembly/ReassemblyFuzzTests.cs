using System.Globalization;
using Weir.Capture;
using Weir.Reassembly;
using Weir.Wire.Frames;
using Weir.Tests.Fixtures;

namespace Weir.Tests.Reassembly;

/// <summary>Whatever comes, nothing throws, memory stays within the options, every packet is accounted for and the chunks keep their contract.</summary>
public class ReassemblyFuzzTests
{
    [Theory]
    [InlineData(LimitAction.GiveUpHole, OverlapPolicy.First)]
    [InlineData(LimitAction.RefuseSegment, OverlapPolicy.Last)]
    [InlineData(LimitAction.GiveUpHole, OverlapPolicy.Linux)]
    public void Random_headers_break_nothing(LimitAction action, OverlapPolicy policy)
    {
        var options = new ReassemblyOptions
        {
            BytesPerDirection = 8192, BytesInAll = 20_000, SegmentsPerDirection = 24, Conversations = 5, Datagrams = 4, FragmentBytes = 90_000,
            ReorderPackets = 5, StartPackets = 4, FarthestSegment = 100_000, AtLimit = action, Overlap = policy, FragmentOverlap = policy,
            TcpIdle = TimeSpan.FromSeconds(5), UdpIdle = TimeSpan.FromSeconds(2), ClosedLinger = TimeSpan.FromSeconds(1), HashSeed = 7,
        };
        for (int seed = 1; seed <= 60; seed++)
        {
            var random = new Random(seed);
            RunPair both = new(options, seed);
            Balance balance = both.Balance;
            PacketReassembler<ChunkRecorder> reassembler = both.Single;
            byte[] payload = new byte[4000];
            random.NextBytes(payload);
            long time = 0;
            try
            {
                for (int i = 0; i < 1500; i++)
                {
                    DecodedPacket packet = RandomPacket(random, payload.Length);
                    time += random.Next(50) == 0 ? random.NextInt64(-10_000_000_000, 10_000_000_000) : random.Next(0, 5_000_000);
                    both.Accept(new Frame(payload, Scenario.Point, i + 1, time, payload.Length), packet);
                    reassembler.BytesHeld.ShouldBeLessThanOrEqualTo(20_000 + 90_000 + 8000);
                    reassembler.OpenConversations.ShouldBeLessThanOrEqualTo(5);
                }

                both.Complete(Scenario.Point);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"seed {seed}"), e);
            }

            balance.Holds.ShouldBeTrue();
            reassembler.BytesHeld.ShouldBe(0);
            reassembler.Sink.Streams.Values.ShouldAllBe(s => s.End != StreamEnd.None || s.Pieces.Count == 0 || s.Next == s.Pieces.Sum(p => (long)p.Bytes.Length) + s.Gaps.Sum(g => g.Length));
        }
    }

    [Fact]
    public void In_every_public_recording_packets_in_are_packets_accounted_for()
    {
        string folder = Recordings.PathOf("public");
        string table = Path.Combine(folder, "expected.tsv");
        long packets = 0;
        foreach (string line in File.ReadLines(table))
        {
            string[] cells = line.Split('\t');
            Balance balance = new();
            ChunkRecorder chunks = new();
            PacketReassembler<ChunkRecorder> reassembler = new(chunks, new ReassemblyOptions(), balance);
            using CaptureReader reader = CaptureReader.Open(Path.Combine(folder, cells[0]));
            DecodedPacket packet = default;
            long read = 0;
            while (reader.TryRead(out Frame frame))
            {
                PacketDecoder.Decode(frame.Bytes, frame.Point.LinkType, ref packet);
                reassembler.Accept(frame, packet);
                read++;
            }

            reassembler.Complete();
            balance[Waypoint.Captured].ShouldBe(read, cells[0]);
            balance.Holds.ShouldBeTrue(cells[0]);
            reassembler.BytesHeld.ShouldBe(0, cells[0]);
            balance[Waypoint.BytesDelivered].ShouldBe(chunks.Streams.Where(s => s.Key.Item1.Protocol == IpProtocols.Tcp).Sum(s => s.Value.Pieces.Sum(p => (long)p.Bytes.Length)), cells[0]);
            chunks.Streams.Values.ShouldAllBe(s => s.End != StreamEnd.None, cells[0]);
            packets += read;
        }

        packets.ShouldBeGreaterThan(1000);
    }

    private static DecodedPacket RandomPacket(Random random, int room)
    {
        int length = random.Next(4) == 0 ? 0 : random.Next(random.Next(1, room));
        DecodedPacket packet = new()
        {
            IpVersion = (byte)(random.Next(2) == 0 ? 4 : 6),
            Protocol = (byte)(random.Next(8) == 0 ? IpProtocols.Udp : random.Next(30) == 0 ? random.Next(256) : IpProtocols.Tcp),
            HasTransport = true,
            SourcePort = (ushort)random.Next(2),
            DestinationPort = (ushort)random.Next(2),
            Source = IpAddress.FromIPv4((uint)random.Next(2)),
            Destination = IpAddress.FromIPv4((uint)random.Next(2)),
            Flags = (TcpFlags)(random.Next(3) == 0 ? random.Next(512) : (int)TcpFlags.Ack),
            Window = (ushort)random.Next(65536),
            Sequence = (uint)(random.Next(40) == 0 ? random.NextInt64(uint.MaxValue) : random.Next(-10_000, 20_000)),
            Acknowledgement = (uint)(random.Next(40) == 0 ? random.NextInt64(uint.MaxValue) : random.Next(-10_000, 20_000)),
            PayloadLength = length,
            PayloadMissing = random.Next(10) == 0 ? random.Next(3000) : random.Next(200) == 0 ? int.MaxValue : 0,
            TransportOffset = random.Next(room - 60),
        };
        packet.PayloadOffset = random.Next(room - length + 1);
        if (random.Next(5) == 0)
        {
            packet.HasTransport = false;
            packet.IsFragment = true;
            packet.FragmentId = (uint)random.Next(6);
            packet.FragmentOffset = random.Next(8192) * 8;
            packet.MoreFragments = random.Next(3) != 0;
            if (random.Next(2) == 0) { packet.PayloadLength &= ~7; }
        }

        return packet;
    }
}
