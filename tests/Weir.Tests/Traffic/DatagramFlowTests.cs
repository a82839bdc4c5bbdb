using Weir.Traffic;

namespace Weir.Tests.Traffic;

/// <summary>Loss, reordering, copies and jitter of a flow of datagrams, from items in.</summary>
public class DatagramFlowTests
{
    [Fact]
    public void What_is_missing_late_or_doubled_is_counted_once()
    {
        var flow = new DatagramFlow();
        foreach (long number in (long[])[0, 1, 3, 2, 2, 6, 3, 7]) { flow.Take(number, number * 1000, (number * 1000) + 5, 100); }
        (flow.Received, flow.Lost, flow.Reordered, flow.Duplicates, flow.Bytes).ShouldBe((6, 2, 1, 2, 600));
        flow.Jitter.ShouldBe(0);
        flow.Sent = 10;
        flow.Lost.ShouldBe(4);
    }

    [Fact]
    public void Jitter_is_that_of_the_standard()
    {
        // RFC 3550 A.8: J += (|D| - J) / 16, here with D = 0, 1600, -1600.
        var flow = new DatagramFlow();
        (long Sent, long Arrived)[] times = [(0, 50), (1000, 1050), (2000, 3650), (3000, 3050)];
        for (int i = 0; i < times.Length; i++) { flow.Take(i, times[i].Sent, times[i].Arrived, 1); }
        flow.Jitter.ShouldBe(100 + ((1600 - 100) / 16.0), 1e-9);
    }

    [Fact]
    public void A_flow_much_longer_than_the_window_and_with_long_holes_keeps_its_counts()
    {
        var random = new Random(3);
        var flow = new DatagramFlow();
        var arrived = new HashSet<long>();
        long next = 0, copies = 0;
        for (int i = 0; i < 300_000; i++)
        {
            next += random.Next(20) == 0 ? random.Next(1, 2 * DatagramFlow.Window / 100) : 1;
            long number = random.Next(10) == 0 ? Math.Max(next - random.Next(1000), 0) : next;
            if (!arrived.Add(number)) { copies++; }
            flow.Take(number, 0, 0, 1);
        }

        (flow.Received, flow.Duplicates).ShouldBe((arrived.Count, copies));
        flow.Lost.ShouldBe(arrived.Max() + 1 - arrived.Count);
    }

    [Fact]
    public void A_header_comes_back_as_it_was_written_and_other_bytes_are_none()
    {
        byte[] bytes = new byte[DatagramHeader.Size];
        var header = new DatagramHeader(DatagramKind.End, 7, long.MaxValue, -5);
        header.Write(bytes);
        DatagramHeader.TryRead(bytes, out DatagramHeader read).ShouldBeTrue();
        read.ShouldBe(header);
        DatagramHeader.TryRead(bytes.AsSpan(1), out _).ShouldBeFalse();
        DatagramHeader.TryRead(new byte[100], out _).ShouldBeFalse();
    }
}
