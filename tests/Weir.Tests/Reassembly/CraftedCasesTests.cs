using Weir.Reassembly;
using Weir.Wire.Frames;

namespace Weir.Tests.Reassembly;

/// <summary>Ten crafted recordings on which other engines lose, change or invent bytes. Each test is named by what went wrong for the user there.</summary>
public class CraftedCasesTests
{
    [Fact]
    public void A_retransmission_with_other_bytes_overwrote_what_had_been_delivered()
    {
        var s = new Scenario().Handshake();
        s.Client(0, "AAAAAAAAAA").ShouldBe(Waypoint.SegmentInOrder);
        s.Client(5, "XXXXXYYYYY").ShouldBe(Waypoint.SegmentInOrder);
        s.Complete();
        s.ToServer.Text.ShouldBe("AAAAAAAAAAYYYYY");
        s.Balance[Waypoint.BytesDuplicate].ShouldBe(5);
    }

    [Theory]
    [InlineData(OverlapPolicy.First, "AAAAABBBBBBBBBBCCCCC")]
    [InlineData(OverlapPolicy.Last, "AAAAABBBBBCCCCCCCCCC")]
    [InlineData(OverlapPolicy.Bsd, "AAAAABBBBBBBBBBCCCCC")]
    [InlineData(OverlapPolicy.Linux, "AAAAABBBBBBBBBBCCCCC")]
    [InlineData(OverlapPolicy.Windows, "AAAAABBBBBBBBBBCCCCC")]
    public void B_queued_bytes_were_replaced_by_a_later_segment_though_the_first_should_win(OverlapPolicy policy, string expected)
    {
        var s = new Scenario(new ReassemblyOptions { Overlap = policy }).Handshake();
        s.Client(5, "BBBBBBBBBB").ShouldBe(Waypoint.SegmentKept);
        s.Client(10, "CCCCCCCCCC").ShouldBe(Waypoint.SegmentKept);
        s.Client(0, "AAAAA").ShouldBe(Waypoint.SegmentInOrder);
        s.Complete();
        s.ToServer.Text.ShouldBe(expected);
        s.Balance[Waypoint.BytesConflicting].ShouldBe(5);
        s.First.Counters(Direction.ClientToServer).ConflictingBytes.ShouldBe(5);
    }

    [Fact]
    public void C_a_lost_segment_became_invented_text_or_zeroes_or_swallowed_the_rest()
    {
        var s = new Scenario().Handshake();
        s.Client(0, "0123456789");
        s.Client(20, "abcdefghij", TcpFlags.Ack | TcpFlags.Fin).ShouldBe(Waypoint.SegmentKept);
        s.Server(0, acknowledge: 31);
        s.Complete();
        s.ToServer.Text.ShouldBe("0123456789[10]abcdefghij");
        s.ToServer.End.ShouldBe(StreamEnd.Closed);
        s.ToServer.Gaps.ShouldBe([(10L, 10L)]);
        s.Balance[Waypoint.BytesMissing].ShouldBe(10);
    }

    [Fact]
    public void D_a_segment_that_came_after_its_successor_was_lost()
    {
        var s = new Scenario().Handshake();
        s.Client(10, "klmno").ShouldBe(Waypoint.SegmentKept);
        s.Client(5, "fghij").ShouldBe(Waypoint.SegmentKept);
        s.Client(0, "abcde").ShouldBe(Waypoint.SegmentInOrder);
        s.ToServer.Text.ShouldBe("abcdefghijklmno");
        // Bytes carry the frame and the time in which they came, not those of the frame that freed them.
        s.ToServer.Pieces.Select(p => p.Frame).ShouldBe([6, 5, 4]);
        s.Complete();
    }

    [Fact]
    public void E_sequence_numbers_that_wrapped_broke_the_order()
    {
        var s = new Scenario();
        long wrap = uint.MaxValue - Scenario.ClientIsn - 4; // first byte at 0xfffffffd
        s.Client(wrap - 1, flags: TcpFlags.Syn);
        s.Server(-1, flags: TcpFlags.Syn | TcpFlags.Ack, acknowledge: wrap);
        s.Client(wrap + 6, "ghijkl").ShouldBe(Waypoint.SegmentKept);
        s.Client(wrap, "abcdef").ShouldBe(Waypoint.SegmentInOrder);
        s.Complete();
        s.ToServer.Text.ShouldBe("abcdefghijkl");
    }

    [Fact]
    public void F_a_reset_with_a_wild_sequence_number_ended_the_stream()
    {
        var s = new Scenario().Handshake();
        s.Client(0, "abcde");
        s.Client(1_500_000_000, flags: TcpFlags.Rst).ShouldBe(Waypoint.SegmentOutside);
        s.Client(5, "fghij").ShouldBe(Waypoint.SegmentInOrder);
        s.Complete();
        s.ToServer.Text.ShouldBe("abcdefghij");
        s.ToServer.End.ShouldBe(StreamEnd.CaptureEnded);
        s.First.Counters(Direction.ClientToServer).ResetSeen.ShouldBeFalse();
    }

    [Fact]
    public void G_the_same_ports_used_again_were_glued_to_the_old_connection()
    {
        var s = new Scenario().Handshake();
        s.Client(0, "old");
        s.Client(500_000_000, flags: TcpFlags.Syn).ShouldBe(Waypoint.SegmentEmpty);
        s.Server(700_000_000, flags: TcpFlags.Syn | TcpFlags.Ack, acknowledge: 500_000_001);
        s.Client(500_000_001, "new").ShouldBe(Waypoint.SegmentInOrder);
        s.Complete();
        s.Reassembler.Conversations.Count.ShouldBe(2);
        s.ToServer.Text.ShouldBe("old");
        s.ToServer.End.ShouldBe(StreamEnd.Reused);
        s.Chunks[s.Reassembler.Conversations[1], Direction.ClientToServer].Text.ShouldBe("new");
    }

    [Fact]
    public void H_an_answer_while_a_hole_was_open_closed_the_hole_and_the_late_bytes_were_dropped()
    {
        var s = new Scenario().Handshake();
        s.Client(0, "abcde");
        s.Client(10, "klmno").ShouldBe(Waypoint.SegmentKept);
        for (int i = 0; i < 1000; i++) { s.Server(i * 6, "answer", acknowledge: 5).ShouldBe(Waypoint.SegmentInOrder); }
        s.Client(5, "fghij").ShouldBe(Waypoint.SegmentInOrder);
        s.Complete();
        s.ToServer.Text.ShouldBe("abcdefghijklmno");
        s.ToServer.Gaps.ShouldBeEmpty();
    }

    [Fact]
    public void I_the_byte_of_a_keep_alive_was_taken_for_data()
    {
        var s = new Scenario().Handshake();
        s.Client(0, "abcde");
        s.Client(4, "\0").ShouldBe(Waypoint.SegmentProbe);
        s.Client(4).ShouldBe(Waypoint.SegmentProbe);
        s.Client(5, "fghij").ShouldBe(Waypoint.SegmentInOrder);
        s.Complete();
        s.ToServer.Text.ShouldBe("abcdefghij");
    }

    [Fact]
    public void J_without_the_opening_the_first_segment_was_lost_when_its_successor_was_seen_first()
    {
        var s = new Scenario();
        s.Client(10, "klmnopqrst").ShouldBe(Waypoint.SegmentKept);
        s.Client(0, "abcdefghij").ShouldBe(Waypoint.SegmentKept);
        s.Client(20, "uvwxyz");
        s.Complete();
        s.ToServer.Text.ShouldBe("abcdefghijklmnopqrstuvwxyz");
        s.ToServer.StartsMidStream.ShouldBeTrue();
        s.First.ClientIsGuessed.ShouldBeTrue();
    }
}
