using FsCheck;
using FsCheck.Fluent;
using Weir.Fabric;

namespace Weir.Tests.Fabric;

/// <summary>What a link does to frames, on a virtual clock.</summary>
public class LinkDirectionTests
{
    private static readonly Impairments s_slow = Impairments.None with { Rate = DataRate.Parse("8 Mbit/s") };

    [Fact]
    public void A_line_without_impairments_hands_on_at_once()
    {
        var wire = new Wire(Impairments.None);
        wire.Send(1);
        wire.Send(2);
        wire.Received().ShouldBe([1, 2]);
        wire.Pump.NextDue.ShouldBe(long.MaxValue);
        wire.Pump.Pool.Lent.ShouldBe(0);
    }

    [Fact]
    public void A_delay_delays_and_keeps_the_order()
    {
        var wire = new Wire(Impairments.None with { Delay = TimeSpan.FromMilliseconds(10) });
        wire.Send(1);
        wire.Advance(1);
        wire.Send(2);
        wire.Drain().ShouldBe([(1, 10), (2, 11)]);
    }

    [Fact]
    public void A_rate_spaces_frames_by_their_bytes()
    {
        // 1000 bytes at 8 Mbit/s take 1 ms.
        var wire = new Wire(s_slow with { Delay = TimeSpan.FromMilliseconds(5) });
        for (int i = 1; i <= 3; i++) { wire.Send(i, 1000); }
        wire.Send(4, 500);
        wire.Drain().ShouldBe([(1, 6), (2, 7), (3, 8), (4, 8.5)]);
        LinkReading reading = wire.Link.Forward.Direction.Read();
        reading.RateAsked.ShouldBe(DataRate.Parse("8 Mbit/s"));
        reading.RateMeasured.ShouldBe(DataRate.Parse("8 Mbit/s"));
        reading.DelayAsked.ShouldBe(TimeSpan.FromMilliseconds(5));
    }

    [Fact]
    public void What_passed_at_a_rate_says_nothing_of_a_rate_elsewhere()
    {
        var wire = new Wire(s_slow, Impairments.None with { Delay = TimeSpan.FromMilliseconds(1) });
        for (int i = 1; i <= 2; i++) { wire.Send(i, 1000); }
        wire.Drain().Count.ShouldBe(2);
        // The way back has no rate, and gets the buffer of the last frame there.
        wire.Second.Send(new byte[1000]).ShouldBeTrue();
        wire.Pump.Turn();
        wire.Drain();
        LinkReading reading = wire.Link.Backward.Direction.Read();
        reading.Counters.Delivered.ShouldBe(1);
        reading.RateAsked.ShouldBeNull();
    }

    [Fact]
    public void A_fast_rate_does_not_lose_the_fraction_of_a_nanosecond()
    {
        // 64 bytes at 3 Gbit/s take 170.67 ns.
        var wire = new Wire(Impairments.None with { Rate = DataRate.Parse("3 Gbit/s"), Queue = QueueLimit.OfPackets(4000) });
        for (int i = 0; i < 3000; i++) { wire.Send(i, 64); }
        wire.Drain();
        wire.Pump.Now.ShouldBeInRange(3000L * 64 * 8 / 3, (3000L * 64 * 8 / 3) + 200);
    }

    [Fact]
    public void A_queue_in_packets_drops_what_does_not_fit()
    {
        var wire = new Wire(s_slow with { Queue = QueueLimit.OfPackets(2) });
        for (int i = 1; i <= 5; i++) { wire.Send(i, 1000); }
        // One is on the line, two wait.
        wire.Drain().Select(a => a.Number).ShouldBe([1, 2, 3]);
        wire.Counters.QueueDrops.ShouldBe(2);
    }

    [Fact]
    public void A_queue_in_bytes_drops_what_does_not_fit()
    {
        var wire = new Wire(s_slow with { Queue = QueueLimit.OfBytes(new DataSize(1500)) });
        wire.Send(1, 1000);
        wire.Send(2, 1000);
        wire.Send(3, 1000);
        wire.Send(4, 500);
        wire.Drain().Select(a => a.Number).ShouldBe([1, 2, 4]);
    }

    [Fact]
    public void Another_rate_holds_for_what_waits_and_for_the_rest_on_the_line()
    {
        var wire = new Wire(s_slow);
        wire.Send(1, 1000);
        wire.Send(2, 1000);
        wire.Advance(0.5);
        wire.Pump.Change(wire.Link.Forward, i => i with { Rate = DataRate.Parse("4 Mbit/s") });
        wire.Drain().ShouldBe([(1, 1.5), (2, 3.5)]);
    }

    [Fact]
    public void No_rate_any_more_sends_at_once_what_waits()
    {
        var wire = new Wire(s_slow);
        for (int i = 1; i <= 3; i++) { wire.Send(i, 1000); }
        wire.Pump.Change(wire.Link.Forward, i => i with { Rate = null });
        wire.Pump.Turn();
        wire.Received().ShouldBe([1, 2, 3]);
    }

    [Fact]
    public void Another_delay_leaves_what_is_under_way()
    {
        var wire = new Wire(Impairments.None with { Delay = TimeSpan.FromMilliseconds(10) });
        wire.Send(1);
        wire.Pump.Change(wire.Link.Forward, i => i with { Delay = TimeSpan.FromMilliseconds(2) });
        wire.Send(2);
        wire.Drain().ShouldBe([(2, 2), (1, 10)]);
        wire.Counters.Reordered.ShouldBe(1);
    }

    [Fact]
    public void A_cut_line_takes_nothing_and_still_delivers_what_is_under_way()
    {
        var wire = new Wire(Impairments.None with { Delay = TimeSpan.FromMilliseconds(10) });
        wire.Send(1);
        wire.Pump.Change(wire.Link.Forward, i => i with { Up = false });
        wire.Send(2);
        wire.Pump.Change(wire.Link.Forward, i => i with { Up = true });
        wire.Send(3);
        wire.Drain().Select(a => a.Number).ShouldBe([1, 3]);
        wire.Counters.Cut.ShouldBe(1);
    }

    [Fact]
    public void The_directions_differ()
    {
        var wire = new Wire(Impairments.None, Impairments.None with { Loss = 1 });
        wire.Send(1);
        wire.Second.Send(new byte[60]);
        wire.Pump.Turn();
        wire.Received().ShouldBe([1]);
        wire.First.Waiting.ShouldBe(0);
        wire.Link.Backward.Direction.Counters.Lost.ShouldBe(1);
    }

    [Fact]
    public void A_trace_changes_the_rate_within_a_frame()
    {
        // 1000 bytes: 4000 bits in the first millisecond, none in the second, the rest in half of the third.
        RateTrace trace = RateTrace.Parse(new StringReader("0 4 Mbit/s\n1 ms 0 bit/s\n2 ms 8 Mbit/s\nrepeat 4 ms"), "t");
        var wire = new Wire(Impairments.None with { Trace = trace });
        wire.Send(1, 1000);
        wire.Send(2, 1500);
        wire.Drain().ShouldBe([(1, 2.5), (2, 4)]);
    }

    [Fact]
    public void A_trace_that_repeats_very_often_for_one_frame_is_quick()
    {
        // 12 bits a millisecond; a frame takes 1000 ms, another rate in each.
        RateTrace trace = RateTrace.Parse(new StringReader("0 24 kbit/s\n500 us 0 bit/s\nrepeat 1 ms"), "t");
        var wire = new Wire(Impairments.None with { Trace = trace });
        wire.Send(1, 1500);
        wire.Drain().Single().At.ShouldBe(999.5, 0.001);
    }

    [Fact]
    public void A_trace_that_ends_at_nothing_holds_the_frame_until_the_rate_changes()
    {
        var wire = new Wire(Impairments.None with { Trace = new RateTrace([new(TimeSpan.Zero, new(0))]) });
        wire.Send(1, 1000);
        wire.Advance(1000);
        wire.Received().ShouldBeEmpty();
        wire.Pump.NextDue.ShouldBe(long.MaxValue);
        wire.Pump.Change(wire.Link.Forward, i => i with { Trace = null, Rate = DataRate.Parse("8 Mbit/s") });
        wire.Drain().ShouldBe([(1, 1001)]);
    }

    [Fact]
    public void Mahimahis_opportunities_pass_one_packet_each()
    {
        RateTrace trace = RateTrace.Parse(new StringReader("1\n1\n5\n"), "t");
        var wire = new Wire(Impairments.None with { Trace = trace });
        for (int i = 0; i < 4; i++) { wire.Send(i, 1500); }
        wire.Drain().Select(a => a.At).ShouldBe([0.5, 1, 5, 5.5]);
    }

    [Fact]
    public void Damage_inverts_one_bit()
    {
        var wire = new Wire(Impairments.None with { Corrupt = 1 });
        byte[] received = new byte[200];
        for (int i = 0; i < 200; i++)
        {
            wire.First.Send(new byte[100]);
            wire.Pump.Turn();
            wire.Second.TryReceive(received, out int length).ShouldBeTrue();
            received.AsSpan(0, length).ToArray().Sum(b => System.Numerics.BitOperations.PopCount(b)).ShouldBe(1);
        }
    }

    [Fact]
    public void The_engines_own_limits_are_counted()
    {
        var wire = new Wire(Impairments.None with { Delay = TimeSpan.FromSeconds(1) }, limits: new LinkLimits { MaximumFrames = 3 });
        for (int i = 0; i < 5; i++) { wire.Send(i); }
        wire.Counters.Overflow.ShouldBe(2);
        wire.Drain().Count.ShouldBe(3);
    }

    [Fact]
    public void A_pool_without_room_drops_and_counts_at_the_end()
    {
        var wire = new Wire(Impairments.None with { Delay = TimeSpan.FromSeconds(1) }, poolBytes: 3 * FramePool.SmallSize);
        for (int i = 0; i < 5; i++) { wire.Send(i); }
        wire.First.Dropped.ShouldBe(2);
    }

    [Fact]
    public void A_receiver_that_is_full_is_counted()
    {
        var wire = new Wire(Impairments.None, capacity: 2);
        for (int i = 0; i < 3; i++) { wire.Send(i); }
        wire.Counters.Refused.ShouldBe(1);
    }

    [Fact]
    public void Taking_a_link_away_gives_every_buffer_back()
    {
        var wire = new Wire(s_slow with { Delay = TimeSpan.FromSeconds(1) });
        for (int i = 0; i < 5; i++) { wire.Send(i, 1000); }
        wire.Advance(2);
        wire.Pump.Pool.Lent.ShouldBe(5);
        wire.Pump.Remove(wire.Link);
        wire.Pump.Pool.Lent.ShouldBe(0);
        wire.Counters.Holds.ShouldBeTrue();
        wire.Counters.Cut.ShouldBe(5);
    }

    [Fact]
    public void Mistakes_are_refused_and_the_old_values_stay()
    {
        var wire = new Wire(Impairments.None);
        Should.Throw<WeirException>(() => wire.Pump.Change(wire.Link.Forward, i => i with { Loss = 2 })).Message.ShouldContain("loss must lie");
        wire.Link.Forward.Direction.Impairments.ShouldBe(Impairments.None);
    }

    [Fact]
    public void The_same_run_twice_is_the_same()
    {
        Impairments all = Impairments.None with
        {
            Rate = DataRate.Parse("5 Mbit/s"), Delay = TimeSpan.FromMilliseconds(20), Jitter = TimeSpan.FromMilliseconds(5), Loss = 0.05, Duplicate = 0.05, Corrupt = 0.01, Reorder = 0.1, Queue = QueueLimit.OfPackets(20),
        };
        Run(7).ShouldBe(Run(7));
        Run(8).ShouldNotBe(Run(7));

        List<(int, double)> Run(ulong seed)
        {
            var wire = new Wire(all, seed: seed);
            var arrivals = new List<(int, double)>();
            for (int i = 0; i < 500; i++)
            {
                wire.Send(i, 60 + (i * 7 % 1400));
                wire.Advance(1);
                arrivals.AddRange(wire.Received().Select(n => (n, wire.Pump.Now / 1e6)));
            }

            arrivals.AddRange(wire.Drain());
            return arrivals;
        }
    }

    [Fact]
    public void Whatever_happens_every_packet_is_accounted_for() => Prop.ForAll(
        Gen.Choose(0, int.MaxValue).Select(s => s).ToArbitrary(),
        seed =>
        {
            var random = new Random(seed);
            var wire = new Wire(Any(random), seed: (ulong)seed, limits: new LinkLimits { MaximumFrames = 40, MaximumBytes = 40_000 }, capacity: 64, poolBytes: 60 * FramePool.SmallSize);
            for (int i = 0; i < 300; i++)
            {
                switch (random.Next(12))
                {
                    case 0: wire.Pump.Change(wire.Link.Forward, _ => Any(random)); break;
                    case 1: wire.Advance(random.NextDouble() * 20); break;
                    case 2: wire.Received(); break;
                    default: wire.Send(i, random.Next(1, 3000)); break;
                }

                if (!wire.Counters.Holds) { return false; }
            }

            wire.Pump.Change(wire.Link.Forward, _ => Impairments.None);
            wire.Drain();
            return wire.Counters.Holds && wire.Counters.UnderWay == 0 && wire.Pump.Pool.Lent == 0;
        }).QuickCheckThrowOnFailure();

    private static Impairments Any(Random random) => new()
    {
        Rate = random.Next(3) == 0 ? null : new DataRate(random.Next(1, 50_000_000)),
        Trace = random.Next(6) == 0 ? new RateTrace([new(TimeSpan.Zero, new(random.Next(1, 9_000_000))), new(TimeSpan.FromMilliseconds(1), new(0))], TimeSpan.FromMilliseconds(3)) : null,
        Delay = TimeSpan.FromMilliseconds(random.Next(1, 20)),
        Jitter = TimeSpan.FromMilliseconds(random.Next(0, 20)),
        Distribution = (JitterDistribution)random.Next(4),
        Loss = random.Next(3) == 0 ? random.NextDouble() : 0,
        BurstLoss = random.Next(4) == 0 ? new BurstLoss(random.NextDouble(), random.NextDouble(), random.NextDouble(), random.NextDouble()) : null,
        Reorder = random.Next(3) == 0 ? random.NextDouble() : 0,
        Duplicate = random.Next(3) == 0 ? random.NextDouble() : 0,
        Corrupt = random.Next(3) == 0 ? random.NextDouble() : 0,
        Queue = random.Next(2) == 0 ? QueueLimit.OfPackets(random.Next(1, 30)) : QueueLimit.OfBytes(new DataSize(random.Next(1, 30_000))),
        Up = random.Next(5) != 0,
    };
}
