using Weir.Reassembly;
using Weir.Wire.Frames;

namespace Weir.Tests.Reassembly;

/// <summary>Memory is bounded, and what happens at each limit is what the options say, counted.</summary>
public class LimitTests
{
    [Fact]
    public void At_the_limit_of_a_direction_the_hole_is_given_up()
    {
        var s = new Scenario(new ReassemblyOptions { BytesPerDirection = 1000 }).Handshake();
        string part = new('x', 100);
        for (int i = 1; i <= 20; i++)
        {
            s.Client(i * 100, part);
            s.Reassembler.BytesHeld.ShouldBeLessThanOrEqualTo(1000);
        }

        s.Complete();
        s.ToServer.Gaps.ShouldBe([(0L, 100L)]);
        s.ToServer.Next.ShouldBe(2100);
    }

    [Fact]
    public void At_the_limit_segments_are_refused_on_request()
    {
        var s = new Scenario(new ReassemblyOptions { BytesPerDirection = 1000, AtLimit = LimitAction.RefuseSegment }).Handshake();
        string part = new('x', 100);
        Waypoint[] ends = [.. Enumerable.Range(1, 8).Select(i => s.Client(i * 100, part))];
        ends.Take(5).ShouldAllBe(w => w == Waypoint.SegmentKept);
        ends.Skip(5).ShouldAllBe(w => w == Waypoint.SegmentRefused);
        s.Client(0, part);
        s.Complete();
        s.ToServer.Next.ShouldBe(600);
        s.Balance[Waypoint.BytesRefused].ShouldBe(300);
    }

    [Fact]
    public void The_limit_of_all_streams_together_holds()
    {
        var s = new Scenario(new ReassemblyOptions { BytesInAll = 10_000 });
        for (int i = 0; i < 200; i++)
        {
            s.ClientPort = (ushort)(40000 + i);
            s.Client(-1, flags: TcpFlags.Syn);
            s.Client(1000, new string('x', 500));
            s.Reassembler.BytesHeld.ShouldBeLessThanOrEqualTo(10_000);
        }

        s.Complete();
        s.Balance[Waypoint.BytesDelivered].ShouldBe(100_000);
        s.Balance[Waypoint.BytesMissing].ShouldBe(200_000);
    }

    [Fact]
    public void Tiny_segments_in_reverse_cost_neither_memory_nor_time()
    {
        var s = new Scenario(new ReassemblyOptions { SegmentsPerDirection = 256 }).Handshake();
        for (int i = 5000; i > 0; i--)
        {
            s.Client(i * 2, "x");
            s.Reassembler.BytesHeld.ShouldBeLessThan(256 * 160);
        }

        s.Complete();
    }

    [Fact]
    public void The_idlest_conversation_is_evicted()
    {
        var s = new Scenario(new ReassemblyOptions { Conversations = 3 });
        foreach (ushort port in (ushort[])[1, 2, 3, 1, 3, 4])
        {
            s.ClientPort = port;
            s.Client(0, "x");
            s.Reassembler.OpenConversations.ShouldBeLessThanOrEqualTo(3);
        }

        s.Balance[Waypoint.ConversationsEvicted].ShouldBe(1);
        s.Reassembler.Conversations.Single(c => c.Counters(Direction.ClientToServer).End == StreamEnd.Evicted || c.Counters(Direction.ServerToClient).End == StreamEnd.Evicted)
            .ToString().ShouldContain(":2");
        s.Complete();
    }

    [Fact]
    public void An_in_order_packet_allocates_nothing()
    {
        var reassembler = new PacketReassembler<Counting>(default, new ReassemblyOptions(), new Balance());
        var s = new Scenario();
        byte[] syn = s.ClientFrame(-1, [], TcpFlags.Syn);
        byte[] data = s.ClientFrame(0, new byte[1000]);
        DecodedPacket packet = default;
        PacketDecoder.Decode(syn, LinkType.Ethernet, ref packet);
        reassembler.Accept(new Frame(syn, Scenario.Point, 1, 1, syn.Length), packet);
        PacketDecoder.Decode(data, LinkType.Ethernet, ref packet);
        long number = 1;
        FrameEntry[] entry = [new() { CapturedLength = data.Length, OriginalLength = data.Length }];
        Fixtures.Budget.Allocates(0, () =>
        {
            for (int i = 0; i < 10; i++)
            {
                reassembler.Accept(new Frame(data, Scenario.Point, ++number, number, data.Length), packet);
                packet.Sequence += 1000;
            }

            entry[0].Time = ++number;
            reassembler.Accept(new FrameRun(data, entry, Scenario.Point, number), new ReadOnlySpan<DecodedPacket>(ref packet));
            packet.Sequence += 1000;
        });
        reassembler.Sink.Bytes.ShouldBe((number - 1) * 1000);
    }

    [Fact]
    public void A_packet_out_of_order_allocates_nothing_once_warm()
    {
        var reassembler = new PacketReassembler<Counting>(default, new ReassemblyOptions(), new Balance());
        var s = new Scenario();
        byte[] syn = s.ClientFrame(-1, [], TcpFlags.Syn);
        byte[] data = s.ClientFrame(0, new byte[1000]);
        DecodedPacket packet = default;
        PacketDecoder.Decode(syn, LinkType.Ethernet, ref packet);
        reassembler.Accept(new Frame(syn, Scenario.Point, 1, 1, syn.Length), packet);
        PacketDecoder.Decode(data, LinkType.Ethernet, ref packet);
        uint next = packet.Sequence;
        long number = 1;
        FrameEntry[] entry = [new() { CapturedLength = data.Length, OriginalLength = data.Length }];
        Fixtures.Budget.Allocates(0, () =>
        {
            foreach (uint place in (ReadOnlySpan<uint>)[3000, 1000, 2000, 0])
            {
                packet.Sequence = next + place;
                reassembler.Accept(new Frame(data, Scenario.Point, ++number, number, data.Length), packet);
            }

            next += 4000;
        });
    }

    private struct Counting : IChunkSink
    {
        public long Bytes;

        public void Accept(in Chunk chunk) => Bytes += chunk.Bytes.Length;
    }
}
