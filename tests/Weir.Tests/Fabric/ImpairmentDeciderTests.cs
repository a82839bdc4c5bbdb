using Weir.Fabric;

namespace Weir.Tests.Fabric;

/// <summary>Decisions: the same ones for the same packets, and in the asked shares.</summary>
public class ImpairmentDeciderTests
{
    private const int Packets = 100_000;

    private static readonly Impairments s_everything = Impairments.None with
    {
        Delay = TimeSpan.FromMilliseconds(10), Jitter = TimeSpan.FromMilliseconds(2), Loss = 0.01, LossCorrelation = 0.25, BurstLoss = new(0.01, 0.3), Reorder = 0.1, ReorderGap = 3, ReorderCorrelation = 0.5, Duplicate = 0.02, Corrupt = 0.005,
    };

    private static Decision[] Decide(Impairments impairments, ulong seed = 42, string name = "a -- b>", int count = Packets)
    {
        var decider = new ImpairmentDecider(seed, name);
        return [.. Enumerable.Range(0, count).Select(_ => decider.Next(impairments))];
    }

    /// <summary>The interval around n·p in which 99 % of binomial counts lie.</summary>
    private static void ShouldBeBinomial(int count, double p, int n = Packets)
    {
        double spread = 2.576 * Math.Sqrt(n * p * (1 - p));
        ((double)count).ShouldBeInRange((n * p) - spread - 1, (n * p) + spread + 1);
    }

    [Fact]
    public void The_same_packets_twice_have_the_same_decisions() => Decide(s_everything).ShouldBe(Decide(s_everything));

    [Fact]
    public void Another_seed_name_or_direction_has_others()
    {
        Decide(s_everything, 43).ShouldNotBe(Decide(s_everything));
        Decide(s_everything, 42, "a -- b<").ShouldNotBe(Decide(s_everything));
    }

    [Fact]
    public void What_one_parameter_draws_does_not_move_another()
    {
        Impairments lossy = Impairments.None with { Loss = 0.05 };
        bool[] alone = [.. Decide(lossy).Select(d => d.Lost)];
        bool[] beside = [.. Decide(lossy with { Duplicate = 0.3, Corrupt = 0.2, Delay = TimeSpan.FromSeconds(1), Jitter = TimeSpan.FromMilliseconds(3), Reorder = 0.5 }).Select(d => d.Lost)];
        beside.ShouldBe(alone);
    }

    [Theory]
    [InlineData(0.0001)]
    [InlineData(0.001)]
    [InlineData(0.1)]
    [InlineData(0.5)]
    public void Loss_has_its_share(double share)
    {
        Impairments lossy = Impairments.None with { Loss = share };
        foreach (string name in (string[])["a>", "b>", "c>"]) { ShouldBeBinomial(Decide(lossy, 42, name).Count(d => d.Lost), share); }
    }

    [Fact]
    public void Duplicates_damage_and_skips_have_their_share()
    {
        Decision[] decisions = Decide(Impairments.None with { Delay = TimeSpan.FromSeconds(1), Duplicate = 0.02, Corrupt = 0.005, Reorder = 0.1 });
        ShouldBeBinomial(decisions.Count(d => d.Duplicated), 0.02);
        ShouldBeBinomial(decisions.Count(d => d.Corrupted), 0.005);
        ShouldBeBinomial(decisions.Count(d => d.Skips), 0.1);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public void Correlated_loss_keeps_its_share_and_follows_the_packet_before(double correlation)
    {
        const double Share = 0.2;
        bool[] lost = [.. Decide(Impairments.None with { Loss = Share, LossCorrelation = correlation }).Select(d => d.Lost)];
        // The chain's variance is larger than that of single throws by (1 + c) / (1 - c).
        double spread = 2.576 * Math.Sqrt(Packets * Share * (1 - Share) * (1 + correlation) / (1 - correlation));
        ((double)lost.Count(l => l)).ShouldBeInRange((Packets * Share) - spread, (Packets * Share) + spread);
        double mean = lost.Average(l => l ? 1.0 : 0);
        double together = lost.Zip(lost.Skip(1)).Average(p => ((p.First ? 1 : 0) - mean) * ((p.Second ? 1 : 0) - mean));
        (together / (mean * (1 - mean))).ShouldBe(correlation, 0.02);
    }

    [Fact]
    public void Bursts_have_their_mean_loss_and_length()
    {
        var burst = new BurstLoss(0.01, 0.25, 0, 1);
        bool[] lost = [.. Decide(Impairments.None with { BurstLoss = burst }).Select(d => d.Lost)];
        lost.Average(l => l ? 1.0 : 0).ShouldBe(burst.MeanLoss, 0.006);
        int bursts = lost.Zip(lost.Skip(1)).Count(p => !p.First && p.Second);
        ((double)lost.Count(l => l) / bursts).ShouldBe(4, 0.4);
    }

    [Fact]
    public void A_gap_lets_only_each_so_many_th_packet_skip()
    {
        Decision[] decisions = Decide(Impairments.None with { Delay = TimeSpan.FromSeconds(1), Reorder = 1, ReorderGap = 5 }, count: 20);
        decisions.Where(d => d.Skips).Select(d => d.Number).ShouldBe([4, 9, 14, 19]);
    }

    [Theory]
    [InlineData(JitterDistribution.Normal, 1.0, 0.0)]
    [InlineData(JitterDistribution.Uniform, 0.57735, 0.0)]
    [InlineData(JitterDistribution.Pareto, 1.0, 2.65)]
    [InlineData(JitterDistribution.ParetoNormal, 1.0, 1.7)]
    public void A_distribution_has_its_moments(JitterDistribution distribution, double deviation, double skewness)
    {
        double[] strays = [.. Decide(Impairments.None with { Delay = TimeSpan.FromSeconds(1), Jitter = TimeSpan.FromMilliseconds(1), Distribution = distribution }).Select(d => d.Stray)];
        strays.Average().ShouldBe(0, 2.576 * deviation / Math.Sqrt(Packets));
        Math.Sqrt(strays.Average(s => s * s)).ShouldBe(deviation, 0.02);
        (strays.Average(s => s * s * s) / Math.Pow(deviation, 3)).ShouldBe(skewness, skewness == 0 ? 0.05 : 0.2);
    }
}
