using System.Runtime.InteropServices;
using Weir.Wire;
using Weir.Wire.Netlink;

namespace Weir.Tests.Wire.Netlink;

public sealed class QueueTests
{
    public static TheoryData<QueueOptions> All { get; } =
    [
        new TokenBucket(125_000, 3036, 1_500_000),
        new TokenBucket(125_000_000, 250_000, 1),
        new TokenBucket(5_000_000_000, uint.MaxValue, uint.MaxValue),
        new PacketQueue(100, CountsBytes: false),
        new PacketQueue(65_536, CountsBytes: true),
        new Blackhole(),
        new NetworkEmulator(),
        new NetworkEmulator
        {
            Limit = 5000, Delay = TimeSpan.FromMilliseconds(12.3457), Jitter = TimeSpan.FromMilliseconds(1.5), Distribution = (short[])[-30_000, -8192, 0, 8192, 30_000], Loss = Exact(1 << 20), LossCorrelation = Exact(77),
            Reorder = Exact(uint.MaxValue), ReorderCorrelation = Exact(1 << 30), Gap = 5, Duplicate = Exact(12_345), Corrupt = Exact(3), Rate = 6_000_000_000, Seed = ulong.MaxValue,
        },
        new NetworkEmulator { Delay = TimeSpan.FromHours(1), BurstLoss = (Exact(1), Exact(1u << 31), 0, 1), Rate = 125_000 },
    ];

    [Theory]
    [MemberData(nameof(All))]
    public void A_discipline_is_read_as_it_was_written(QueueOptions options)
    {
        var queue = new QueueDiscipline(7, options) { Handle = 0x110000, Parent = 0x120001 };
        QueueDiscipline back = NetlinkTests.Back<QueueDiscipline>(w => queue.Write(w, NetlinkMessageType.NewQueue, NetlinkFlags.Create | NetlinkFlags.Replace, 42), QueueDiscipline.TryRead, NetlinkMessageType.NewQueue);
        back.ShouldBe(queue);
        back.Kind.ShouldBe(options.Kind);
    }

    [Fact]
    public void A_bucket_that_the_kernel_tells_without_its_burst_has_the_bytes_that_fit_into_its_time()
    {
        // As the kernel writes it: rate 1 MB/s, buffer 2 ms in ticks of 64 ns.
        var writer = new NetlinkWriter();
        Span<byte> parameters = writer.Reserve(1, 36);
        MemoryMarshal.Write(parameters[8..], 1_000_000u);
        MemoryMarshal.Write(parameters[24..], 9000u);
        MemoryMarshal.Write(parameters[28..], 2_000_000u / 64);
        Read("tbf", [.. BytesOf(parameters, 1)]).ShouldBe(new TokenBucket(1_000_000, 2000, 9000));
    }

    [Fact]
    public void Counters_are_read_and_what_is_too_short_counts_as_nothing()
    {
        byte[] basic = new byte[16], queue = new byte[20], wide = new byte[8];
        MemoryMarshal.Write(basic, 1_000_000UL);
        MemoryMarshal.Write(basic.AsSpan(8), 900u);
        MemoryMarshal.Cast<byte, uint>(queue.AsSpan())[0] = 3;
        MemoryMarshal.Cast<byte, uint>(queue.AsSpan())[1] = 4542;
        MemoryMarshal.Cast<byte, uint>(queue.AsSpan())[2] = 17;
        MemoryMarshal.Cast<byte, uint>(queue.AsSpan())[4] = 800;
        MemoryMarshal.Write(wide, 5_000_000_000UL);
        Counters([(1, basic), (3, queue)]).ShouldBe(new QueueStatistics(1_000_000, 900, 17, 3, 4542, 800));
        Counters([(1, basic), (8, wide)]).ShouldBe(new QueueStatistics(1_000_000, 5_000_000_000, 0, 0, 0, 0));
        Counters([(1, basic[..8]), (3, queue[..16])]).ShouldBe(default(QueueStatistics));
    }

    [Theory]
    [InlineData("tbf", 39)]
    [InlineData("pfifo", 3)]
    [InlineData("bfifo", 0)]
    [InlineData("netem", 23)]
    [InlineData("fq_codel", 100)]
    public void Options_that_are_too_short_or_of_an_unknown_kind_are_none(string kind, int length) => Read(kind, new byte[length]).ShouldBeNull();

    [Fact]
    public void A_header_that_is_cut_off_is_a_fault()
    {
        var writer = new NetlinkWriter();
        writer.Begin(NetlinkMessageType.NewQueue, NetlinkFlags.None, 1);
        writer.Take(16);
        writer.End();
        NetlinkMessage.TryRead(writer.Written.Span, out NetlinkMessage message, out _, out _).ShouldBeTrue();
        QueueDiscipline.TryRead(message, out QueueDiscipline? queue, out LengthError error).ShouldBeFalse();
        queue.ShouldBeNull();
        (error.Layer, error.Needed, error.Available).ShouldBe(("tcmsg", 20, 16));
    }

    private static double Exact(uint share) => share / (double)uint.MaxValue;

    private static QueueOptions? Read(string kind, byte[] value)
    {
        var writer = new NetlinkWriter();
        writer.Begin(NetlinkMessageType.NewQueue, NetlinkFlags.None, 1);
        writer.Take(20);
        writer.Text(1, kind);
        writer.Bytes(2, value);
        writer.End();
        NetlinkMessage.TryRead(writer.Written.Span, out NetlinkMessage message, out _, out _).ShouldBeTrue();
        QueueDiscipline.TryRead(message, out QueueDiscipline? queue, out _).ShouldBeTrue();
        queue!.Kind.ShouldBe(kind);
        return queue.Options;
    }

    private static QueueStatistics? Counters(IReadOnlyList<(ushort Type, byte[] Value)> attributes)
    {
        var writer = new NetlinkWriter();
        writer.Begin(NetlinkMessageType.NewQueue, NetlinkFlags.None, 1);
        writer.Take(20);
        int counters = writer.BeginNested(7);
        foreach ((ushort type, byte[] value) in attributes) { writer.Bytes(type, value); }
        writer.EndNested(counters);
        writer.End();
        NetlinkMessage.TryRead(writer.Written.Span, out NetlinkMessage message, out _, out _).ShouldBeTrue();
        QueueDiscipline.TryRead(message, out QueueDiscipline? queue, out _).ShouldBeTrue();
        return queue!.Statistics;
    }

    private static byte[] BytesOf(ReadOnlySpan<byte> value, ushort type)
    {
        byte[] attribute = new byte[4 + value.Length];
        MemoryMarshal.Write(attribute, (ushort)attribute.Length);
        MemoryMarshal.Write(attribute.AsSpan(2), type);
        value.CopyTo(attribute.AsSpan(4));
        return attribute;
    }
}
