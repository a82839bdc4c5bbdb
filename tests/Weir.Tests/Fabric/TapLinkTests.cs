using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Weir.Fabric;
using Weir.Tests.Fixtures;

namespace Weir.Tests.Fabric;

/// <summary>The engine between two kernels' stacks: what arrives is what was sent, whatever happens on the way.</summary>
public class TapLinkTests
{
    private static readonly IPEndPoint s_server = new(IPAddress.Parse("10.99.0.2"), 7000);

    private static async Task<byte[]> TransferAsync(TapPair pair, byte[] bytes)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using Socket listener = TapPair.Socket(pair.Second);
        listener.Bind(s_server);
        listener.Listen();
        using Socket client = TapPair.Socket(pair.First);
        ValueTask connecting = client.ConnectAsync(s_server, limit.Token);
        using Socket server = await listener.AcceptAsync(limit.Token);
        await connecting;
        Task sending = SendAsync();
        var received = new MemoryStream();
        byte[] buffer = new byte[1 << 16];
        while (await server.ReceiveAsync(buffer, limit.Token) is > 0 and int count) { received.Write(buffer, 0, count); }
        await sending;
        return received.ToArray();

        async Task SendAsync()
        {
            for (int sent = 0; sent < bytes.Length;) { sent += await client.SendAsync(bytes.AsMemory(sent), limit.Token); }
            client.Shutdown(SocketShutdown.Send);
        }
    }

    [Fact]
    public async Task A_stream_passes_whole_in_large_segments()
    {
        await using TapPair pair = await TapPair.StartAsync(Impairments.None, Impairments.None);
        byte[] bytes = RandomNumberGenerator.GetBytes(20_000_000);
        (await TransferAsync(pair, bytes)).AsSpan().SequenceEqual(bytes).ShouldBeTrue();
        LinkReading reading = pair.Engine.Read(pair.Link, LinkSide.First);
        reading.Counters.Holds.ShouldBeTrue();
        reading.Counters.Overflow.ShouldBe(0);
        // 20 MB in packets of 1448 bytes.
        reading.Counters.Delivered.ShouldBeGreaterThanOrEqualTo(13_812);
        reading.Frames.ShouldBeLessThan(reading.Counters.Delivered / 3);
    }

    [Fact]
    public async Task A_stream_passes_whole_through_loss_damage_copies_and_disorder()
    {
        Impairments bad = Impairments.None with
        {
            Delay = TimeSpan.FromMilliseconds(1), Jitter = TimeSpan.FromMilliseconds(0.2), Loss = 0.01, Duplicate = 0.02, Corrupt = 0.02, Reorder = 0.02,
        };
        await using TapPair pair = await TapPair.StartAsync(bad, bad);
        byte[] bytes = RandomNumberGenerator.GetBytes(3_000_000);
        (await TransferAsync(pair, bytes)).AsSpan().SequenceEqual(bytes).ShouldBeTrue();
        LinkReading reading = pair.Engine.Read(pair.Link, LinkSide.First);
        LinkCounters counters = reading.Counters;
        counters.Holds.ShouldBeTrue();
        (counters.Lost > 0 && counters.Duplicated > 0 && counters.Corrupted > 0 && counters.Reordered > 0).ShouldBeTrue(counters.ToString());
        // Each packet by itself: nothing large came through.
        counters.Delivered.ShouldBe(reading.Frames - counters.Refused);
    }

    [Fact]
    public async Task Large_segments_end_when_loss_begins_while_a_stream_runs()
    {
        await using TapPair pair = await TapPair.StartAsync(Impairments.None, Impairments.None);
        byte[] bytes = RandomNumberGenerator.GetBytes(10_000_000);
        Task<byte[]> transfer = TransferAsync(pair, bytes);
        pair.Engine.Change(pair.Link, LinkSide.First, i => i with { Loss = 0.002 });
        (await transfer).AsSpan().SequenceEqual(bytes).ShouldBeTrue();
        pair.Engine.Read(pair.Link, LinkSide.First).Counters.Lost.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_node_that_goes_away_leaves_the_engine_at_rest()
    {
        await using TapPair pair = await TapPair.StartAsync(Impairments.None, Impairments.None);
        (await Shell.RunAsync($"ip netns del {pair.First}", "/")).ShouldExit(0);
        using Socket socket = TapPair.Socket(pair.Second, SocketType.Dgram);
        socket.EnableBroadcast = true;
        socket.SendTo(new byte[10], new IPEndPoint(IPAddress.Parse("10.99.0.255"), 9)).ShouldBe(10, "sending still works");
        pair.Engine.Change(pair.Link, LinkSide.First, i => i with { Delay = TimeSpan.FromMilliseconds(1) });
        pair.Engine.Completion.IsCompleted.ShouldBeFalse();
    }
}
