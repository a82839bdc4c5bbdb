using Weir.Reassembly;
using Weir.Wire.Frames;

namespace Weir.Tests.Reassembly;

/// <summary>How TCP streams begin, lose bytes and end.</summary>
public class TcpStreamTests
{
    private const TcpFlags SynAck = TcpFlags.Syn | TcpFlags.Ack;
    private const TcpFlags FinAck = TcpFlags.Fin | TcpFlags.Ack;

    [Fact]
    public void The_sender_of_the_SYN_is_the_client()
    {
        var s = new Scenario { ClientPort = 80, ServerPort = 50000 };
        s.Handshake().Client(0, "x");
        s.First.Client.Port.ShouldBe((ushort)80);
        s.First.ClientIsGuessed.ShouldBeFalse();
        s.ToServer.StartsMidStream.ShouldBeFalse();
    }

    [Fact]
    public void The_receiver_of_a_SYN_with_acknowledgement_is_the_client_when_it_comes_first()
    {
        var s = new Scenario { ClientPort = 80, ServerPort = 50000 };
        s.Server(-1, flags: SynAck);
        s.Client(0, "hello").ShouldBe(Waypoint.SegmentInOrder);
        s.First.Client.Port.ShouldBe((ushort)80);
        s.First.ClientIsGuessed.ShouldBeFalse();
        s.ToServer.Text.ShouldBe("hello");
        s.ToServer.StartsMidStream.ShouldBeFalse();
    }

    [Fact]
    public void The_end_with_the_higher_port_is_guessed_to_be_the_client()
    {
        var s = new Scenario();
        s.Server(0, "hello");
        s.First.Client.Port.ShouldBe((ushort)40000);
        s.First.ClientIsGuessed.ShouldBeTrue();
    }

    [Fact]
    public void A_SYN_captured_after_the_first_data_corrects_the_guess_and_the_start()
    {
        var s = new Scenario { ClientPort = 80, ServerPort = 50000 };
        s.Client(5, "fghij").ShouldBe(Waypoint.SegmentKept);
        s.Client(-1, flags: TcpFlags.Syn);
        s.Client(0, "abcde").ShouldBe(Waypoint.SegmentInOrder);
        s.Complete();
        s.First.Client.Port.ShouldBe((ushort)80);
        s.First.ClientIsGuessed.ShouldBeFalse();
        s.ToServer.Text.ShouldBe("abcdefghij");
        s.ToServer.StartsMidStream.ShouldBeFalse();
        s.Reassembler.Conversations.Count.ShouldBe(1);
    }

    [Fact]
    public void Two_ends_that_open_at_the_same_time_have_one_conversation()
    {
        var s = new Scenario();
        s.Client(-1, flags: TcpFlags.Syn);
        s.Server(-1, flags: TcpFlags.Syn);
        s.Client(-1, flags: SynAck);
        s.Server(-1, flags: SynAck);
        s.Client(0, "ping");
        s.Server(0, "pong");
        s.Complete();
        s.Reassembler.Conversations.Count.ShouldBe(1);
        s.ToServer.Text.ShouldBe("ping");
        s.ToClient.Text.ShouldBe("pong");
    }

    [Fact]
    public void A_repeated_SYN_changes_nothing()
    {
        var s = new Scenario();
        s.Client(-1, flags: TcpFlags.Syn);
        s.Client(-1, flags: TcpFlags.Syn).ShouldBe(Waypoint.SegmentEmpty);
        s.Server(-1, flags: SynAck);
        s.Client(0, "abc");
        s.Client(-1, flags: TcpFlags.Syn).ShouldBe(Waypoint.SegmentEmpty);
        s.Client(3, "def");
        s.Complete();
        s.Reassembler.Conversations.Count.ShouldBe(1);
        s.ToServer.Text.ShouldBe("abcdef");
    }

    [Fact]
    public void Data_in_a_SYN_is_the_start_of_the_stream_and_its_repetition_is_not()
    {
        var s = new Scenario();
        s.Client(-1, "early", TcpFlags.Syn).ShouldBe(Waypoint.SegmentInOrder);
        s.Server(-1, flags: SynAck);
        s.Client(0, "early").ShouldBe(Waypoint.SegmentDuplicate);
        s.Client(5, " late");
        s.Complete();
        s.ToServer.Text.ShouldBe("early late");
    }

    [Fact]
    public void A_reset_in_the_window_ends_both_directions()
    {
        var s = new Scenario().Handshake();
        s.Client(0, "abc");
        s.Server(0, "def");
        s.Server(3, flags: TcpFlags.Rst | TcpFlags.Ack, acknowledge: 3).ShouldBe(Waypoint.SegmentEmpty);
        s.Complete();
        s.ToServer.End.ShouldBe(StreamEnd.Reset);
        s.ToClient.End.ShouldBe(StreamEnd.Reset);
        s.First.Counters(Direction.ServerToClient).ResetSeen.ShouldBeTrue();
    }

    [Fact]
    public void A_reset_that_the_receiver_did_not_believe_costs_no_byte()
    {
        var s = new Scenario().Handshake();
        s.Client(0, "abc");
        s.Client(3, flags: TcpFlags.Rst);
        s.Client(3, "def").ShouldBe(Waypoint.SegmentInOrder);
        s.Complete();
        s.ToServer.Text.ShouldBe("abcdef");
        s.ToServer.End.ShouldBe(StreamEnd.CaptureEnded);
    }

    [Fact]
    public void A_forged_reset_between_a_SYN_and_its_answer_does_not_split_the_connection()
    {
        var s = new Scenario();
        s.Client(-1, flags: TcpFlags.Syn);
        s.Server(-1, flags: TcpFlags.Rst | TcpFlags.Ack);
        s.Server(-1, flags: SynAck);
        s.Client(0, "question");
        s.Server(0, "answer");
        s.Complete();
        s.Reassembler.Conversations.Count.ShouldBe(1);
        s.ToServer.Text.ShouldBe("question");
        s.ToClient.Text.ShouldBe("answer");
        s.ToClient.End.ShouldBe(StreamEnd.CaptureEnded);
    }

    [Fact]
    public void Link_padding_that_the_IP_length_claims_but_a_shorter_link_length_excludes_costs_no_byte()
    {
        var s = new Scenario().Handshake();
        byte[] lie = s.ClientFrame(0, []);
        lie[17] += 6;
        s.Frame(lie).ShouldBe(Waypoint.SegmentEmpty);
        s.Client(0, "abcdefghij").ShouldBe(Waypoint.SegmentInOrder);
        s.Complete();
        s.ToServer.Text.ShouldBe("abcdefghij");
    }

    [Fact]
    public void Directions_under_different_VLAN_tags_are_one_conversation_on_request()
    {
        foreach (bool separate in (bool[])[true, false])
        {
            var s = new Scenario(new ReassemblyOptions { SeparateVlans = separate });
            s.Frame(new FrameBuilder().Ethernet().Vlan(80).IPv4(Scenario.ClientIp, Scenario.ServerIp).Tcp(40000, 80, 1, flags: TcpFlags.Syn).ToArray());
            s.Frame(new FrameBuilder().Ethernet().Vlan(81).IPv4(Scenario.ServerIp, Scenario.ClientIp).Tcp(80, 40000, 7, 2, SynAck).ToArray());
            s.Complete();
            s.Reassembler.Conversations.Count.ShouldBe(separate ? 2 : 1);
        }
    }

    [Fact]
    public void A_reset_is_remembered_for_the_linger_only()
    {
        var s = new Scenario().Handshake();
        s.Client(0, "abc");
        s.Client(3, flags: TcpFlags.Rst);
        s.Reassembler.Advance(s.Time + 31_000_000_000);
        s.ToServer.End.ShouldBe(StreamEnd.Reset);
        s.Reassembler.OpenConversations.ShouldBe(0);
    }

    [Fact]
    public void A_refused_connection_has_no_chunks()
    {
        var s = new Scenario();
        s.Client(-1, flags: TcpFlags.Syn);
        s.Server(-Scenario.ServerIsn - 1, flags: TcpFlags.Rst | TcpFlags.Ack, acknowledge: 0).ShouldBe(Waypoint.SegmentEmpty);
        s.Complete();
        s.Chunks.Streams.ShouldBeEmpty();
        s.First.Counters(Direction.ClientToServer).End.ShouldBe(StreamEnd.Reset);
    }

    [Fact]
    public void One_side_that_closed_does_not_end_the_other()
    {
        var s = new Scenario().Handshake();
        s.Client(0, "question", FinAck).ShouldBe(Waypoint.SegmentInOrder);
        s.ToServer.End.ShouldBe(StreamEnd.Closed);
        s.Server(0, "long ", acknowledge: 9);
        s.Server(5, "answer", FinAck, 9);
        s.Client(9, acknowledge: 12);
        s.Complete();
        s.ToClient.Text.ShouldBe("long answer");
        s.ToClient.End.ShouldBe(StreamEnd.Closed);
    }

    [Fact]
    public void A_FIN_before_missing_data_ends_the_stream_when_the_data_has_come()
    {
        var s = new Scenario().Handshake();
        s.Client(6, flags: FinAck);
        s.Client(3, "def").ShouldBe(Waypoint.SegmentKept);
        s.ToServer.End.ShouldBe(StreamEnd.None);
        s.Client(0, "abc");
        s.ToServer.Text.ShouldBe("abcdef");
        s.ToServer.End.ShouldBe(StreamEnd.Closed);
        s.Client(6, flags: FinAck).ShouldBe(Waypoint.SegmentEmpty);
        s.Complete();
    }

    [Fact]
    public void Data_after_a_FIN_is_outside()
    {
        var s = new Scenario().Handshake();
        s.Client(0, "abc", FinAck);
        s.Client(4, "def").ShouldBe(Waypoint.SegmentOutside);
        s.Client(0, "abc").ShouldBe(Waypoint.SegmentDuplicate);
        s.Complete();
        s.ToServer.Text.ShouldBe("abc");
    }

    [Fact]
    public void A_probe_of_a_closed_window_brings_its_byte_once()
    {
        var s = new Scenario().Handshake();
        s.Client(0, "abc");
        s.Server(0, acknowledge: 3, window: 0);
        s.Client(3, "d").ShouldBe(Waypoint.SegmentProbe);
        s.Client(3, "d").ShouldBe(Waypoint.SegmentProbe);
        s.Server(0, acknowledge: 4);
        s.Client(4, "ef");
        s.Complete();
        s.ToServer.Text.ShouldBe("abcdef");
    }

    [Fact]
    public void Urgent_data_is_data()
    {
        var s = new Scenario().Handshake();
        s.Client(0, "abc", TcpFlags.Ack | TcpFlags.Urg).ShouldBe(Waypoint.SegmentInOrder);
        s.ToServer.Text.ShouldBe("abc");
    }

    [Fact]
    public void Bytes_that_the_receiver_acknowledged_but_the_capture_lost_become_a_gap_when_the_reorder_window_has_passed()
    {
        var s = new Scenario(new ReassemblyOptions { ReorderPackets = 10 }).Handshake();
        s.Client(0, "abc");
        s.Client(6, "ghi").ShouldBe(Waypoint.SegmentKept);
        s.Server(0, acknowledge: 9);
        s.ToServer.Gaps.ShouldBeEmpty();
        for (int i = 0; i < 10; i++) { s.Server(0, acknowledge: 9); }
        s.ToServer.Text.ShouldBe("abc[3]ghi");
        // Too late now: what came after it was handed on.
        s.Client(3, "def").ShouldBe(Waypoint.SegmentDuplicate);
        s.Client(9, "jkl").ShouldBe(Waypoint.SegmentInOrder);
        s.Complete();
        s.ToServer.Text.ShouldBe("abc[3]ghijkl");
    }

    [Fact]
    public void Acknowledged_bytes_that_are_captured_within_the_reorder_window_are_no_gap()
    {
        var s = new Scenario().Handshake();
        s.Client(0, "abc");
        s.Server(0, acknowledge: 9);
        s.Client(6, "ghi").ShouldBe(Waypoint.SegmentKept);
        s.Client(3, "def").ShouldBe(Waypoint.SegmentInOrder);
        s.Complete();
        s.ToServer.Text.ShouldBe("abcdefghi");
    }

    [Fact]
    public void A_hole_is_given_up_by_time_even_if_its_conversation_falls_silent()
    {
        var s = new Scenario().Handshake();
        s.Client(3, "def");
        s.Server(0, acknowledge: 6);
        s.Time += 1_000_000_000;
        s.ClientPort = 40001;
        for (int i = 0; i < 100; i++) { s.Client(i); }
        s.ToServer.Text.ShouldBe("[3]def");
    }

    [Fact]
    public void A_FIN_that_was_not_captured_is_no_missing_byte()
    {
        var s = new Scenario(new ReassemblyOptions { ReorderPackets = 4 }).Handshake();
        s.Client(0, "abc");
        for (int i = 0; i < 20; i++) { s.Server(0, acknowledge: 4); }
        s.Complete();
        s.ToServer.Text.ShouldBe("abc");
    }

    [Fact]
    public void A_tail_that_was_acknowledged_but_not_captured_is_a_gap_at_the_end()
    {
        var s = new Scenario().Handshake();
        s.Client(0, "abc");
        s.Server(0, acknowledge: 103);
        s.Complete();
        s.ToServer.Text.ShouldBe("abc[100]");
    }

    [Fact]
    public void Bytes_cut_off_by_the_snap_length_are_a_gap()
    {
        var s = new Scenario().Handshake();
        s.Client(0, "abcdefghij", captured: 14 + 20 + 20 + 4).ShouldBe(Waypoint.SegmentInOrder);
        s.Client(20, "uvwxyz", captured: 14 + 20 + 20 + 2).ShouldBe(Waypoint.SegmentKept);
        s.Client(10, "klmnopqrst").ShouldBe(Waypoint.SegmentInOrder);
        s.Complete();
        s.ToServer.Text.ShouldBe("abcd[6]klmnopqrstuv[4]");
    }

    [Fact]
    public void Bytes_cut_off_by_the_snap_length_are_filled_by_a_repetition_while_they_wait()
    {
        var s = new Scenario().Handshake();
        s.Client(5, "fghij", captured: 14 + 20 + 20 + 1).ShouldBe(Waypoint.SegmentKept);
        s.Client(7, "hi").ShouldBe(Waypoint.SegmentKept);
        s.Client(0, "abcde");
        s.Complete();
        s.ToServer.Text.ShouldBe("abcdef[1]hi[1]");
    }

    [Fact]
    public void A_stray_segment_far_away_is_passed_over_and_a_stream_after_a_huge_loss_goes_on()
    {
        var s = new Scenario().Handshake();
        s.Client(0, "abc");
        s.Client(1_000_000_000, "stray").ShouldBe(Waypoint.SegmentOutside);
        s.Client(3, "def").ShouldBe(Waypoint.SegmentInOrder);
        s.Client(500_000_000, "first").ShouldBe(Waypoint.SegmentOutside);
        s.Client(500_000_005, "second").ShouldBe(Waypoint.SegmentInOrder);
        s.Complete();
        s.ToServer.Text.ShouldBe("abcdef[499999999]second");
    }

    [Fact]
    public void A_connection_whose_opening_was_not_captured_is_not_glued_to_a_closed_one_with_the_same_ports()
    {
        var s = new Scenario().Handshake();
        s.Client(0, "abc", FinAck);
        s.Server(0, "def", FinAck, 4);
        s.Client(900_000_000, "one");
        s.Client(900_000_003, "two");
        s.Complete();
        s.Reassembler.Conversations.Count.ShouldBe(2);
        s.ToServer.Text.ShouldBe("abc");
        s.Chunks[s.Reassembler.Conversations[1], Direction.ClientToServer].Text.ShouldBe("two");
    }

    [Fact]
    public void A_conversation_idle_for_too_long_ends_and_the_next_packet_begins_another()
    {
        var s = new Scenario().Handshake();
        s.Client(0, "abc");
        s.Time += 601_000_000_000;
        s.Client(3, "def");
        s.Client(6, "ghi");
        s.ToServer.End.ShouldBe(StreamEnd.None, "a single time out of line ends nothing");
        s.Time += 601_000_000_000;
        s.ClientPort = 40001;
        for (int i = 0; i < 80; i++) { s.Client(0, "x"); }
        s.Complete();
        s.ToServer.End.ShouldBe(StreamEnd.Idle);
        s.ToServer.Text.ShouldBe("abcdefghi");
    }

    [Fact]
    public void Times_that_go_backwards_lose_nothing()
    {
        var s = new Scenario().Handshake();
        for (int i = 0; i < 100; i++)
        {
            s.Client(i * 2, "ab").ShouldBe(Waypoint.SegmentInOrder);
            s.Time -= 3_000_000_000;
        }

        s.Complete();
        s.ToServer.Next.ShouldBe(200);
        s.Reassembler.Conversations.Count.ShouldBe(1);
    }

    [Fact]
    public void Offsets_do_not_wrap_in_a_stream_longer_than_four_gibibytes()
    {
        var sink = new LastOffset();
        var reassembler = new PacketReassembler<LastOffset>(sink, new ReassemblyOptions(), new Balance());
        byte[] data = new byte[60_000];
        DecodedPacket packet = new() { IpVersion = 4, Protocol = IpProtocols.Tcp, HasTransport = true, SourcePort = 1, DestinationPort = 2, Source = Scenario.ClientIp, Destination = Scenario.ServerIp, Flags = TcpFlags.Syn };
        reassembler.Accept(new Frame(data, Scenario.Point, 1, 1, data.Length), packet);
        packet.Flags = TcpFlags.Ack;
        packet.Sequence = 1;
        packet.PayloadLength = data.Length;
        long sent = 0;
        for (int i = 0; sent < 5L << 30; i++, sent += data.Length)
        {
            reassembler.Accept(new Frame(data, Scenario.Point, i, i, data.Length), packet);
            packet.Sequence += (uint)data.Length;
        }

        sink.End.ShouldBe(sent);
    }

    private sealed class LastOffset : IChunkSink
    {
        public long End { get; private set; }

        public void Accept(in Chunk chunk) => End = chunk.Offset + chunk.Bytes.Length;
    }
}
