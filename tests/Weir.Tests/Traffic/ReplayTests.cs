using System.Text.Json;
using Weir.Capture;
using Weir.Tests.Cli;
using Weir.Tests.Fixtures;
using Weir.Traffic;

namespace Weir.Tests.Traffic;

/// <summary>The schedule as a pure function, and packets that really go through a wire.</summary>
public class ReplayTests
{
    private static string Example => Repository.PathOf("examples", "decode-a-capture", "cn1.pcap");

    [Fact]
    public void Every_packet_has_its_time_by_the_start()
    {
        var rate = new ReplaySchedule(ReplayPace.PacketRate, 3);
        long[] due = [.. Enumerable.Range(0, 3_000_001).Select(_ => rate.Next(0, 100))];
        (due[0], due[1], due[3], due[3_000_000]).ShouldBe((0, 333_333_333, 1_000_000_000, 1_000_000_000_000_000));
        var bits = new ReplaySchedule(ReplayPace.BitRate, 1e6);
        long[] times = [.. Enumerable.Range(0, 3).Select(_ => bits.Next(0, 125))];
        times.ShouldBe([0, 1_000_000, 2_000_000]);
    }

    [Fact]
    public void Recorded_times_keep_their_distances_never_go_back_and_go_on_in_the_next_pass()
    {
        var schedule = new ReplaySchedule(ReplayPace.Recorded, 2);
        long[] first = [schedule.Next(1000, 1), schedule.Next(3000, 1), schedule.Next(2000, 1), schedule.Next(7000, 1)];
        first.ShouldBe([0, 1000, 1000, 3000]);
        schedule.BeginPass();
        long[] second = [schedule.Next(1000, 1), schedule.Next(3000, 1)];
        second.ShouldBe([4000, 5000]);
    }

    [Fact]
    public void A_histogram_knows_its_percentiles_within_a_step()
    {
        var histogram = new DurationHistogram();
        for (long i = 1; i <= 100_000; i++) { histogram.Record(i * 1000); }
        ((double)histogram.Percentile(0.5)).ShouldBe(50_000_000, 50_000_000 * 0.017);
        ((double)histogram.Percentile(0.99)).ShouldBe(99_000_000, 99_000_000 * 0.017);
        (histogram.Min, histogram.Max, histogram.Percentile(1), histogram.Count).ShouldBe((1000, 100_000_000, 100_000_000, 100_000));
        histogram.Mean.ShouldBe(50_000_500, 1);
        histogram.Record(long.MaxValue);
        histogram.Percentile(1).ShouldBe(long.MaxValue);
    }

    [Theory]
    [InlineData("-p 2000 --loop 2", 2)]
    [InlineData("-t --preload --loop 3", 3)]
    [InlineData("-x 100", 1)]
    [InlineData("--rate '50 Mbit/s' --bypass", 1)]
    [InlineData("-t --gso", 1)]
    public async Task Every_packet_arrives_once_in_order_with_its_bytes(string options, int loops)
    {
        await using TwoNamespaces net = await TwoNamespaces.MakeAsync(quiet: true);
        byte[][] sent = [.. Enumerable.Repeat(Packets(Example), loops).SelectMany(p => p)];
        Shell run = await net.RunAsync($"$B timeout 40 tcpdump -i vb -U -B 16384 -c {sent.Length} -w got.pcap 2>dump & t=$!; for i in $(seq 100); do grep -q listening dump 2>/dev/null && break; sleep 0.1; done; "
            + $"$A $WEIR replay '{Example}' -i va {options} --json; rc=$?; wait $t; exit $rc");
        if (run.Error.Contains("tcpdump", StringComparison.Ordinal)) { Assert.Skip("tcpdump is not installed"); }
        run.ShouldExit(0);
        JsonElement result = JsonDocument.Parse(run.Out).RootElement;
        result.GetProperty("sent").GetInt64().ShouldBe(sent.Length);
        result.GetProperty("bytes").GetInt64().ShouldBe(sent.Sum(p => (long)p.Length));
        byte[][] got = Packets(Path.Combine(net.Folder, "got.pcap"));
        got.Length.ShouldBe(sent.Length);
        for (int i = 0; i < sent.Length; i++) { got[i].AsSpan().SequenceEqual(sent[i]).ShouldBeTrue($"packet {i + 1}"); }
    }

    [Fact]
    public async Task A_signal_ends_it_with_the_result_so_far()
    {
        await using TwoNamespaces net = await TwoNamespaces.MakeAsync(quiet: true);
        Shell run = await net.RunAsync($"$A $WEIR replay '{Example}' -i va -p 50 --loop 0 --json & p=$!; for i in $(seq 300); do [ $($A cat /sys/class/net/va/statistics/tx_packets) -gt 20 ] && break; sleep 0.1; done; kill -TERM $p; wait $p");
        run.ShouldExit(0);
        JsonDocument.Parse(run.Out).RootElement.GetProperty("sent").GetInt64().ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_packet_longer_than_the_interface_takes_is_left_out_and_counted()
    {
        await using TwoNamespaces net = await TwoNamespaces.MakeAsync(quiet: true);
        Shell small = await net.RunAsync($"ip -n {net.A} link set va mtu 300; $A $WEIR replay '{Example}' -i va -t --json");
        small.ShouldExit(1);
        long tooLong = JsonDocument.Parse(small.Out).RootElement.GetProperty("tooLong").GetInt64();
        tooLong.ShouldBe(Packets(Example).Count(p => p.Length > 314));
        tooLong.ShouldBeGreaterThan(0);
        small.Error.ShouldContain("packets were not sent (longer than the interface takes)");
    }

    [Theory]
    [InlineData("-i lo -p 5 -t", 2, "only one of")]
    [InlineData("-i weir-none0", 2, "there is no such interface")]
    [InlineData("-i lo -p 0", 2, "greater than 0")]
    [InlineData("-i lo --rate 20", 2, "has no unit")]
    public async Task A_mistake_says_what_would_be_right(string options, int code, string message) =>
        (await CliRun.RunAsync(["replay", Example, .. options.Split(' ')])).ShouldExit(code).Error.ShouldContain(message);

    private static byte[][] Packets(string file)
    {
        using CaptureReader reader = CaptureReader.Open(file);
        List<byte[]> packets = [];
        while (reader.TryRead(out Frame frame)) { packets.Add(frame.Bytes.ToArray()); }
        return [.. packets];
    }
}
