using System.Net.Sockets;
using System.Security.Cryptography;
using Weir.Memory;
using Weir.Wire.Frames;

namespace Weir.Tests.Memory;

/// <summary>TCP in memory: what is sent arrives, whole and in order, whatever the link does to it.</summary>
public sealed class TcpConnectionTests
{
    public static TheoryData<string, double, double, double, int> Lines => new()
    {
        { "a clean line", 0, 0, 0, 0 },
        { "loss of 2 %", 0.02, 0, 0, 0 },
        { "loss of 20 %", 0.2, 0, 0, 0 },
        { "reordering", 0, 0.1, 0, 0 },
        { "duplicates", 0, 0, 0.1, 0 },
        { "inverted bits", 0, 0, 0, 2 },
    };

    [Theory]
    [MemberData(nameof(Lines))]
    public async Task Everything_arrives_whole_and_in_order(string line, double loss, double reorder, double duplicate, int corruptPercent)
    {
        var net = new MemoryNet();
        var both = new Impairments { Rate = new DataRate(100_000_000), Delay = TimeSpan.FromMilliseconds(10), Jitter = reorder > 0 ? TimeSpan.FromMilliseconds(1) : default, Loss = loss, Reorder = reorder, Duplicate = duplicate, Corrupt = corruptPercent / 100.0 };
        (MemoryHost a, MemoryHost b, _) = net.Pair(both);
        byte[] data = Bytes(loss > 0.1 ? 200_000 : 3_000_000);
        (byte[] got, TcpConnection sender) = await net.RunAsync(() => TransferAsync(a, b, "10.1.0.2", data));
        Convert.ToHexString(SHA256.HashData(got)).ShouldBe(Convert.ToHexString(SHA256.HashData(data)), line);
        if (loss > 0) { sender.Retransmitted.ShouldBeGreaterThan(0); }
        if (line == "a clean line") { sender.Retransmitted.ShouldBe(0); }
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_frames_at_the_same_times()
    {
        async Task<List<(long, string, bool, byte[])>> RunOnceAsync(ulong seed)
        {
            var net = new MemoryNet(seed);
            (MemoryHost a, MemoryHost b, _) = net.Pair(new Impairments { Rate = new DataRate(50_000_000), Delay = TimeSpan.FromMilliseconds(3), Jitter = TimeSpan.FromMilliseconds(1), Loss = 0.05 });
            await net.RunAsync(() => TransferAsync(a, b, "fd00::2", Bytes(500_000)));
            return net.Seen;
        }

        List<(long Time, string, bool, byte[] Frame)> first = await RunOnceAsync(3), second = await RunOnceAsync(3), other = await RunOnceAsync(4);
        second.Select(one => (one.Time, Convert.ToHexString(one.Frame))).ShouldBe(first.Select(one => (one.Time, Convert.ToHexString(one.Frame))));
        other.Select(one => Convert.ToHexString(one.Frame)).ShouldNotBe(first.Select(one => Convert.ToHexString(one.Frame)));
    }

    [Fact]
    public async Task A_transfer_fills_the_line()
    {
        var net = new MemoryNet();
        (MemoryHost a, MemoryHost b, _) = net.Pair(new Impairments { Rate = new DataRate(20_000_000), Delay = TimeSpan.FromMilliseconds(10) });
        byte[] data = Bytes(5_000_000);
        await net.RunAsync(() => TransferAsync(a, b, "10.1.0.2", data));
        long[] times = [.. net.Seen.Where(one => one.Sent && one.Frame.Length > 1000).Select(one => one.Time)];
        double rate = data.Length * 8e9 / (net.Seen[^1].Time - times[0]);
        rate.ShouldBeInRange(18_000_000, 20_000_000);
    }

    [Fact]
    public async Task A_port_without_a_listener_refuses()
    {
        var net = new MemoryNet();
        (MemoryHost a, _, _) = net.Pair();
        SocketException fault = await net.RunAsync(() => FaultAsync(TcpConnection.ConnectAsync(a, MemoryNet.Address("10.1.0.2"), 80, CancellationToken.None)));
        fault.SocketErrorCode.ShouldBe(SocketError.ConnectionRefused);
    }

    [Fact]
    public async Task A_host_that_is_not_there_is_told()
    {
        var net = new MemoryNet();
        (MemoryHost a, _, _) = net.Pair();
        SocketException fault = await net.RunAsync(() => FaultAsync(TcpConnection.ConnectAsync(a, MemoryNet.Address("10.1.0.9"), 80, CancellationToken.None)));
        fault.SocketErrorCode.ShouldBe(SocketError.HostUnreachable);
    }

    [Fact]
    public async Task A_line_that_loses_everything_lets_opening_time_out()
    {
        var net = new MemoryNet();
        (MemoryHost a, _, var link) = net.Pair();
        SocketException fault = await net.RunAsync(async () =>
        {
            (await FaultAsync(TcpConnection.ConnectAsync(a, MemoryNet.Address("10.1.0.2"), 80, CancellationToken.None))).SocketErrorCode.ShouldBe(SocketError.ConnectionRefused);
            net.Loop.Pump.Change(link.Forward, one => one with { Loss = 1 });
            return await FaultAsync(TcpConnection.ConnectAsync(a, MemoryNet.Address("10.1.0.2"), 80, CancellationToken.None));
        });
        fault.SocketErrorCode.ShouldBeOneOf(SocketError.TimedOut, SocketError.HostUnreachable);
    }

    [Fact]
    public async Task A_connection_survives_a_cut_that_is_mended()
    {
        var net = new MemoryNet();
        (MemoryHost a, MemoryHost b, var link) = net.Pair(new Impairments { Rate = new DataRate(10_000_000) });
        byte[] data = Bytes(1_000_000);
        (byte[] got, TcpConnection sender) = await net.RunAsync(async () =>
        {
            Task<(byte[], TcpConnection)> transfer = TransferAsync(a, b, "10.1.0.2", data);
            await net.Loop.DelayAsync(TimeSpan.FromMilliseconds(200), CancellationToken.None);
            net.Loop.Pump.Change(link.Forward, one => one with { Up = false });
            await net.Loop.DelayAsync(TimeSpan.FromSeconds(5), CancellationToken.None);
            net.Loop.Pump.Change(link.Forward, one => one with { Up = true });
            return await transfer;
        });
        got.ShouldBe(data);
        sender.Retransmitted.ShouldBeGreaterThan(0);
        net.Loop.Now.ShouldBeGreaterThan(5_200_000_000);
    }

    [Fact]
    public async Task A_reader_that_does_not_read_stops_the_writer_and_nothing_is_lost()
    {
        var net = new MemoryNet();
        (MemoryHost a, MemoryHost b, _) = net.Pair();
        byte[] data = Bytes((4 * TcpConnection.BufferBytes) + 12_345);
        int early = 0;
        byte[] got = await net.RunAsync(async () =>
        {
            using var acceptor = new TcpAcceptor(b, 80);
            using TcpConnection client = await TcpConnection.ConnectAsync(a, MemoryNet.Address("10.1.0.2"), 80, CancellationToken.None);
            using TcpConnection server = await acceptor.AcceptAsync(CancellationToken.None);
            Task sending = SendAsync(client, data);
            // Long enough for the window to close, and for questions whether it is open again.
            await net.Loop.DelayAsync(TimeSpan.FromMinutes(3), CancellationToken.None);
            early = data.Length - client.Unsent;
            sending.IsCompleted.ShouldBeFalse();
            byte[] all = await ReadAllAsync(server);
            await sending;
            return all;
        });
        got.ShouldBe(data);
        early.ShouldBeLessThan(data.Length);
    }

    [Fact]
    public async Task Both_sides_may_end_and_the_ports_are_given_back()
    {
        var net = new MemoryNet();
        (MemoryHost a, MemoryHost b, _) = net.Pair();
        (TcpState client, TcpState server) = await net.RunAsync(async () =>
        {
            using var acceptor = new TcpAcceptor(b, 80);
            TcpConnection one = await TcpConnection.ConnectAsync(a, MemoryNet.Address("10.1.0.2"), 80, CancellationToken.None);
            TcpConnection other = await acceptor.AcceptAsync(CancellationToken.None);
            one.EndSending();
            (await other.ReceiveAsync(new byte[1], CancellationToken.None)).ShouldBe(0);
            await net.Loop.DelayAsync(TimeSpan.FromMilliseconds(1), CancellationToken.None);
            one.State.ShouldBe(TcpState.FinWait2);
            other.State.ShouldBe(TcpState.CloseWait);
            await other.SendAsync("late"u8.ToArray(), CancellationToken.None);
            other.EndSending();
            (await ReadAllAsync(one)).ShouldBe("late"u8.ToArray());
            one.State.ShouldBe(TcpState.TimeWait);
            await net.Loop.DelayAsync(TimeSpan.FromMinutes(2), CancellationToken.None);
            return (one.State, other.State);
        });
        client.ShouldBe(TcpState.Closed);
        server.ShouldBe(TcpState.Closed);
    }

    [Fact]
    public async Task A_connection_with_unread_data_is_reset_when_it_is_given_up()
    {
        var net = new MemoryNet();
        (MemoryHost a, MemoryHost b, _) = net.Pair();
        SocketException fault = await net.RunAsync(async () =>
        {
            using var acceptor = new TcpAcceptor(b, 80);
            using TcpConnection one = await TcpConnection.ConnectAsync(a, MemoryNet.Address("fd00::2"), 80, CancellationToken.None);
            TcpConnection other = await acceptor.AcceptAsync(CancellationToken.None);
            await one.SendAsync("nobody reads this"u8.ToArray(), CancellationToken.None);
            await net.Loop.DelayAsync(TimeSpan.FromMilliseconds(1), CancellationToken.None);
            other.Dispose();
            return await FaultAsync(one.ReceiveAsync(new byte[1], CancellationToken.None).AsTask());
        });
        fault.SocketErrorCode.ShouldBe(SocketError.ConnectionReset);
    }

    [Fact]
    public async Task A_wait_that_is_cancelled_ends_and_the_connection_goes_on()
    {
        var net = new MemoryNet();
        (MemoryHost a, MemoryHost b, _) = net.Pair();
        byte[] got = await net.RunAsync(async () =>
        {
            using var acceptor = new TcpAcceptor(b, 80);
            using TcpConnection one = await TcpConnection.ConnectAsync(a, MemoryNet.Address("10.1.0.2"), 80, CancellationToken.None);
            using TcpConnection other = await acceptor.AcceptAsync(CancellationToken.None);
            using (var limit = new CancellationTokenSource(TimeSpan.FromSeconds(1), net.Loop.Clock))
            {
                bool cancelled = false;
                try
                {
                    await other.ReceiveAsync(new byte[1], limit.Token);
                }
                catch (OperationCanceledException)
                {
                    cancelled = true;
                }

                cancelled.ShouldBeTrue();
            }

            await one.SendAsync("still here"u8.ToArray(), CancellationToken.None);
            one.EndSending();
            return await ReadAllAsync(other);
        });
        got.ShouldBe("still here"u8.ToArray());
    }

    private static async Task<(byte[] Got, TcpConnection Sender)> TransferAsync(MemoryHost from, MemoryHost to, string address, byte[] data)
    {
        using var acceptor = new TcpAcceptor(to, 5201);
        using TcpConnection client = await TcpConnection.ConnectAsync(from, MemoryNet.Address(address), 5201, CancellationToken.None);
        using TcpConnection server = await acceptor.AcceptAsync(CancellationToken.None);
        Task sending = SendAsync(client, data);
        byte[] got = await ReadAllAsync(server);
        await sending;
        return (got, client);
    }

    private static async Task SendAsync(TcpConnection to, byte[] data)
    {
        await to.SendAsync(data, CancellationToken.None);
        to.EndSending();
    }

    private static async Task<byte[]> ReadAllAsync(TcpConnection from)
    {
        using var all = new MemoryStream();
        byte[] piece = new byte[32 * 1024];
        int read;
        while ((read = await from.ReceiveAsync(piece, CancellationToken.None)) > 0) { all.Write(piece, 0, read); }
        return all.ToArray();
    }

    private static async Task<SocketException> FaultAsync(Task task)
    {
        try
        {
            await task;
        }
        catch (SocketException fault)
        {
            return fault;
        }

        throw new ShouldAssertException("the task should have failed");
    }

    private static byte[] Bytes(int count)
    {
        byte[] data = new byte[count];
        for (int i = 0; i < count; i++) { data[i] = (byte)((i * 31) ^ (i >> 8) ^ (i >> 16)); }
        return data;
    }
}
