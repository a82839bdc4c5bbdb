using System.Text.Json;
using Weir.Platform;
using Weir.Tests.Fixtures;
using Weir.Wire.Netlink;

namespace Weir.Tests.Platform;

/// <summary>What the kernel makes of queue disciplines, and what iproute2 makes and sees of them.</summary>
public sealed class QueueSocketTests
{
    private const int Index = 10;

    [Fact]
    public async Task A_bucket_made_here_is_seen_by_iproute2()
    {
        using NetworkNamespace space = Space();
        var batch = new RouteBatch();
        batch.SetQueue(new QueueDiscipline(Index, new TokenBucket(1_250_000, 3036, 100_000)) { Handle = 0x110000 });
        space.Routes.Send(batch);
        JsonElement seen = (await TcAsync(space, "qdisc show dev a"))[0];
        seen.GetProperty("kind").GetString().ShouldBe("tbf");
        seen.GetProperty("handle").GetString().ShouldBe("11:");
        seen.GetProperty("root").GetBoolean().ShouldBeTrue();
        JsonElement options = seen.GetProperty("options");
        options.GetProperty("rate").GetInt64().ShouldBe(1_250_000);
        options.GetProperty("burst").GetInt64().ShouldBeInRange(3035, 3036);
        (await Shell.RunAsync($"nsenter --net={space.Path} tc qdisc show dev a", "/")).ShouldExit(0).Out.ShouldContain("lat 77");
    }

    [Fact]
    public async Task A_bucket_made_by_iproute2_is_read_here()
    {
        using NetworkNamespace space = Space();
        (await Shell.RunAsync($"nsenter --net={space.Path} tc qdisc add dev a root handle 5: tbf rate 40gbit burst 1mb limit 2mb", "/")).ShouldExit(0);
        QueueDiscipline queue = space.Routes.Queue(Index, 0x50000).ShouldNotBeNull();
        TokenBucket bucket = queue.Options.ShouldBeOfType<TokenBucket>();
        bucket.Rate.ShouldBe(5_000_000_000UL);
        bucket.Limit.ShouldBe(2u << 20);
        // iproute2 counts in ticks of 64 ns, in which 320 bytes pass at this rate.
        bucket.Burst.ShouldBeInRange((1u << 20) - 640, 1u << 20);
        queue.Statistics.ShouldNotBeNull();
        space.Routes.Queues().ShouldContain(one => one.Index == Index && one.Handle == 0x50000 && one.Options == queue.Options);
        space.Routes.Queue(Index, 0x60000).ShouldBeNull();
        space.Routes.Queue(99, 0x50000).ShouldBeNull();
    }

    [Fact]
    public async Task Disciplines_are_put_below_each_other_changed_in_place_and_taken_away()
    {
        using NetworkNamespace space = Space();
        var batch = new RouteBatch();
        batch.SetQueue(new QueueDiscipline(Index, new TokenBucket(1_000_000_000_000, 1518, 0)) { Handle = 0x120000 });
        batch.SetQueue(new QueueDiscipline(Index, new TokenBucket(125_000, 3036, 0)) { Handle = 0x130000, Parent = 0x120001 });
        batch.SetQueue(new QueueDiscipline(Index, new PacketQueue(20, CountsBytes: false)) { Handle = 0x140000, Parent = 0x130001 });
        space.Routes.Send(batch);
        (await TcAsync(space, "qdisc show dev a")).EnumerateArray().Select(one => one.GetProperty("kind").GetString()).ShouldBe(["tbf", "tbf", "pfifo"], ignoreOrder: true);
        batch.Clear();
        batch.SetQueue(new QueueDiscipline(Index, new TokenBucket(250_000, 3036, 30)) { Handle = 0x130000, Parent = 0x120001 });
        space.Routes.Send(batch);
        space.Routes.Queue(Index, 0x130000)!.Options.ShouldBeOfType<TokenBucket>().Rate.ShouldBe(250_000UL);
        space.Routes.Queue(Index, 0x140000)!.Options.ShouldBe(new PacketQueue(30, CountsBytes: false));
        batch.Clear();
        batch.SetQueue(new QueueDiscipline(Index, new Blackhole()) { Handle = 0x3f0000 });
        space.Routes.Send(batch);
        space.Routes.Queues().Where(one => one.Index == Index).Select(one => one.Kind).ShouldBe(["blackhole"]);
        batch.Clear();
        batch.DeleteQueue(Index);
        space.Routes.Send(batch);
        space.Routes.Queues().ShouldNotContain(one => one.Index == Index && one.Handle != 0);
    }

    private static NetworkNamespace Space()
    {
        NetworkNamespace space = RootOnly.Namespaces(1)[0];
        var batch = new RouteBatch();
        batch.CreateLink(new LinkRequest { Kind = "veth", Name = "a", Index = Index, Up = true, Peer = new LinkRequest { Name = "b", Index = 11 } });
        space.Routes.Send(batch);
        return space;
    }

    private static async Task<JsonElement> TcAsync(NetworkNamespace space, string command) =>
        JsonDocument.Parse((await Shell.RunAsync($"nsenter --net={space.Path} tc -j {command}", "/")).ShouldExit(0).Out).RootElement;
}
