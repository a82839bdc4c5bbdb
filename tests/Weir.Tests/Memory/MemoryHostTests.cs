using System.Net.Sockets;
using Weir.Memory;
using Weir.Wire.Frames;

namespace Weir.Tests.Memory;

/// <summary>The stack below TCP: who is a neighbour, where packets go, and what is said when they cannot.</summary>
public sealed class MemoryHostTests
{
    [Theory]
    [InlineData("10.1.0.2", "arp")]
    [InlineData("fd00::2", "neighbour discovery")]
    public async Task A_host_asks_for_its_neighbour_once_and_gets_an_answer_to_each_echo(string to, string asks)
    {
        var net = new MemoryNet();
        (MemoryHost a, MemoryHost b, _) = net.Pair(new Impairments { Delay = TimeSpan.FromMilliseconds(5) });
        List<EchoEvent> heard = await net.RunAsync(() => EchoAsync(a, to, 3));
        heard.Select(one => (int)one.Sequence).ShouldBe([0, 1, 2]);
        heard.ShouldAllBe(one => one.Why == null && one.From == MemoryNet.Address(to) && one.HopLimit == 64);
        net.Seen.Count(one => one.Sent && Kind(one.Frame) == asks).ShouldBe(1);
        a.Neighbours.Known.ShouldHaveSingleItem().Mac.ShouldBe(b.Interfaces[0].Mac);
        // The first one waits for the neighbour too: two round trips of 10 ms; each later one takes one, with what the rate takes.
        long[] times = [.. net.Seen.Where(one => !one.Sent && Kind(one.Frame) == "reply").Select(one => one.Time)];
        times[0].ShouldBeInRange(20_000_000, 20_010_000);
        (times[1] - 100_000_000).ShouldBeInRange(10_000_000, 10_010_000);
    }

    [Fact]
    public async Task A_neighbour_that_is_not_there_is_asked_for_three_times_and_then_told_as_unreachable()
    {
        var net = new MemoryNet();
        (MemoryHost a, _, _) = net.Pair();
        List<EchoEvent> heard = await net.RunAsync(() => EchoAsync(a, "10.1.0.9", 2));
        heard.ShouldAllBe(one => one.Why == "host unreachable, says 10.1.0.1");
        heard.Count.ShouldBe(2);
        net.Seen.Count(one => Kind(one.Frame) == "arp").ShouldBe(3);
        a.Counters.Unresolved.ShouldBe(2);
    }

    [Fact]
    public async Task A_packet_that_no_route_leads_away_for_is_not_sent()
    {
        var net = new MemoryNet();
        (MemoryHost a, _, _) = net.Pair();
        using var port = new EchoPort(a, _ => { });
        bool sent = await net.RunAsync(() => Task.FromResult(port.Send(MemoryNet.Address("192.0.2.1"), 0, [])));
        sent.ShouldBeFalse();
        a.Counters.NoRoute.ShouldBe(1);
    }

    [Theory]
    [InlineData("10.2.0.2")]
    [InlineData("fd01::2")]
    public async Task A_router_passes_on_and_says_when_it_cannot(string to)
    {
        var net = new MemoryNet();
        MemoryHost a = net.Host("a"), r = net.Host("r", forwards: true), b = net.Host("b");
        MemoryInterface left = net.Port(a, "10.1.0.1/16", "fd00::1/64"), right = net.Port(b, "10.2.0.2/16", "fd01::2/64");
        net.Join(left, net.Port(r, "10.1.0.254/16", "fd00::fe/64"));
        net.Join(net.Port(r, "10.2.0.254/16", "fd01::fe/64"), right);
        MemoryNet.Route(a, "0.0.0.0/0", "10.1.0.254", left);
        MemoryNet.Route(a, "::/0", "fd00::fe", left);
        MemoryNet.Route(b, "10.1.0.0/16", "10.2.0.254", right);
        MemoryNet.Route(b, "fd00::/64", "fd01::fe", right);
        bool four = !to.Contains(':');
        (List<EchoEvent> there, List<EchoEvent> nowhere) = await net.RunAsync(async () => (await EchoAsync(a, to, 1), await EchoAsync(a, four ? "10.3.0.1" : "fd09::1", 1)));
        there.ShouldHaveSingleItem().HopLimit.ShouldBe((byte)63);
        nowhere.ShouldHaveSingleItem().Why.ShouldBe(four ? "network unreachable, says 10.1.0.254" : "no route, says fd00::fe");
        r.Counters.Forwarded.ShouldBe(2);
    }

    [Theory]
    [InlineData("10.1.0.2", 4000)]
    [InlineData("fd00::2", 4000)]
    [InlineData("10.1.0.2", 60_000)]
    public async Task A_packet_larger_than_the_link_goes_in_pieces_and_comes_whole(string to, int size)
    {
        var net = new MemoryNet();
        (MemoryHost a, _, _) = net.Pair();
        List<EchoEvent> heard = await net.RunAsync(() => EchoAsync(a, to, 1, size));
        heard.ShouldHaveSingleItem().Bytes.ShouldBe(size + 8);
        net.Seen.ShouldAllBe(one => one.Frame.Length <= 1514);
    }

    [Fact]
    public async Task A_datagram_for_a_port_without_a_socket_is_refused()
    {
        var net = new MemoryNet();
        (MemoryHost a, MemoryHost b, _) = net.Pair();
        SocketException fault = await net.RunAsync(async () =>
        {
            using var socket = new UdpSocket(a, 0);
            socket.Send(MemoryNet.Address("10.1.0.2"), 9, [1, 2, 3]);
            await a.Loop.DelayAsync(TimeSpan.FromSeconds(1), CancellationToken.None);
            return Should.Throw<SocketException>(() => socket.Send(MemoryNet.Address("10.1.0.2"), 9, [1, 2, 3]));
        });
        fault.SocketErrorCode.ShouldBe(SocketError.ConnectionRefused);
        b.Counters.NoListener.ShouldBe(1);
    }

    [Fact]
    public async Task Datagrams_arrive_as_they_were_sent_and_a_full_socket_drops_and_counts()
    {
        var net = new MemoryNet();
        (MemoryHost a, MemoryHost b, _) = net.Pair();
        int taken = await net.RunAsync(async () =>
        {
            using var from = new UdpSocket(a, 0);
            using var to = new UdpSocket(b, 5000);
            for (int i = 0; i < UdpSocket.MostWaiting + 10; i++)
            {
                from.Send(MemoryNet.Address("fd00::2"), 5000, [(byte)i, (byte)(i >> 8)]);
                await a.Loop.DelayAsync(TimeSpan.FromMicroseconds(10), CancellationToken.None);
            }

            await a.Loop.DelayAsync(TimeSpan.FromSeconds(1), CancellationToken.None);
            int count = 0;
            while (to.Waiting > 0)
            {
                UdpDatagram one = await to.ReceiveAsync(CancellationToken.None);
                one.Data.ShouldBe([(byte)count, (byte)(count >> 8)]);
                one.From.ShouldBe(MemoryNet.Address("fd00::1"));
                count++;
            }

            return count;
        });
        taken.ShouldBe(UdpSocket.MostWaiting);
        b.Counters.SocketFull.ShouldBe(10);
    }

    [Fact]
    public async Task A_switch_learns_where_stations_are()
    {
        var net = new MemoryNet();
        LearningBridge bridge = net.Bridge();
        MemoryHost[] hosts = [.. Enumerable.Range(1, 3).Select(i => net.Host($"h{i}"))];
        for (int i = 0; i < hosts.Length; i++)
        {
            MemoryInterface own = net.Port(hosts[i], $"10.1.0.{i + 1}/16");
            net.Watch(own);
            net.Join(own, net.Port(bridge, "s1", i));
        }

        List<EchoEvent> heard = await net.RunAsync(() => EchoAsync(hosts[0], "10.1.0.2", 5));
        heard.Count.ShouldBe(5);
        // The third host saw the question for all, and nothing of what the other two said to each other.
        net.Seen.Where(one => one.Interface == "h3-eth0").ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_host_reaches_itself_in_time_that_passes()
    {
        var net = new MemoryNet();
        (MemoryHost a, _, _) = net.Pair();
        long begin = net.Loop.Now;
        List<EchoEvent> heard = await net.RunAsync(() => EchoAsync(a, "10.1.0.1", 1));
        heard.ShouldHaveSingleItem();
        net.Loop.Now.ShouldBeGreaterThan(begin);
        net.Seen.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_timer_from_another_thread_is_refused()
    {
        var net = new MemoryNet();
        Exception fault = await net.RunAsync(async () =>
        {
            // On purpose off the loop's thread.
            Task<Exception> other = Task.Run(Exception () => Should.Throw<InvalidOperationException>(() => net.Loop.DelayAsync(TimeSpan.FromSeconds(1), CancellationToken.None)));
            while (!other.IsCompleted) { await net.Loop.DelayAsync(TimeSpan.FromMilliseconds(1), CancellationToken.None); }
            return await other;
        });
        fault.Message.ShouldContain("outside the thread");
    }

    /// <summary>Echo requests every 100 ms, and what came back within ten seconds.</summary>
    private static async Task<List<EchoEvent>> EchoAsync(MemoryHost from, string to, int count, int size = 56)
    {
        var heard = new List<EchoEvent>();
        using var port = new EchoPort(from, heard.Add);
        for (ushort i = 0; i < count; i++)
        {
            port.Send(MemoryNet.Address(to), i, new byte[size]).ShouldBeTrue();
            await from.Loop.DelayAsync(TimeSpan.FromMilliseconds(100), CancellationToken.None);
        }

        await from.Loop.DelayAsync(TimeSpan.FromSeconds(10), CancellationToken.None);
        return heard;
    }

    private static string Kind(byte[] frame)
    {
        EthernetHeader.TryRead(frame, out EthernetHeader ethernet, out _).ShouldBeTrue();
        if (ethernet.TypeOrLength == EtherTypes.Arp) { return "arp"; }
        if (ethernet.TypeOrLength == EtherTypes.IPv4) { return ethernet.Payload[20] == 0 ? "reply" : "other"; }
        return ethernet.Payload[40] switch { 135 => "neighbour discovery", 129 => "reply", _ => "other" };
    }
}
