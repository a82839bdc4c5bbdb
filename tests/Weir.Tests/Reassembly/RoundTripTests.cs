using Weir.Reassembly;
using Weir.Wire.Frames;

namespace Weir.Tests.Reassembly;

/// <summary>The round trip that the opening of a connection shows. Packets are a millisecond apart.</summary>
public sealed class RoundTripTests
{
    private const TcpFlags SynAck = TcpFlags.Syn | TcpFlags.Ack;

    [Fact]
    public void It_is_the_time_from_the_SYN_to_the_answer_to_the_answer()
    {
        var s = new Scenario();
        s.Client(-1, flags: TcpFlags.Syn);
        s.Time += 30_000_000;
        s.Server(-1, flags: SynAck);
        s.Time += 10_000_000;
        s.Client(0);
        s.Time += 5_000_000;
        s.Client(0);
        s.First.RoundTrip.ShouldBe(TimeSpan.FromMilliseconds(42));
    }

    [Fact]
    public void A_SYN_that_is_sent_again_leaves_it_unknown()
    {
        var s = new Scenario();
        s.Client(-1, flags: TcpFlags.Syn);
        s.Handshake();
        s.First.RoundTrip.ShouldBeNull();
    }

    [Fact]
    public void Without_the_opening_or_the_bare_answer_it_is_unknown()
    {
        var middle = new Scenario();
        middle.Client(0, "hello");
        middle.Server(0, "hello");
        middle.First.RoundTrip.ShouldBeNull();

        // The bare acknowledgement was not captured: what comes much later says nothing.
        var lost = new Scenario();
        lost.Client(-1, flags: TcpFlags.Syn);
        lost.Server(-1, flags: SynAck);
        lost.Client(0, "hello");
        lost.Time += 900_000_000;
        lost.Client(5);
        lost.First.RoundTrip.ShouldBeNull();
    }

    [Fact]
    public void The_next_connection_on_the_same_ports_has_its_own()
    {
        var s = new Scenario();
        s.Handshake();
        s.Client(0, flags: TcpFlags.Rst | TcpFlags.Ack);
        s.Client(99_999, flags: TcpFlags.Syn);
        s.Time += 70_000_000;
        s.Frame(new FrameBuilder().Ethernet().IPv4(Scenario.ServerIp, Scenario.ClientIp).Tcp(80, 40000, 77, Scenario.ClientIsn + 1 + 100_000, SynAck, 65535, null).Payload([]).ToArray());
        s.Frame(new FrameBuilder().Ethernet().IPv4(Scenario.ClientIp, Scenario.ServerIp).Tcp(40000, 80, Scenario.ClientIsn + 1 + 100_000, 78, TcpFlags.Ack, 65535, null).Payload([]).ToArray());
        s.Reassembler.Conversations.Count.ShouldBe(2);
        s.Reassembler.Conversations[0].RoundTrip.ShouldBe(TimeSpan.FromMilliseconds(2));
        s.Reassembler.Conversations[1].RoundTrip.ShouldBe(TimeSpan.FromMilliseconds(72));
    }
}
