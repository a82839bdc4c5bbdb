using Weir.Fabric;

namespace Weir.Tests.Fabric;

/// <summary>Quantiles of how late things were.</summary>
public sealed class LatenessHistogramTests
{
    [Fact]
    public void A_quantile_is_within_a_sixteenth_and_never_above_the_largest()
    {
        var histogram = new LatenessHistogram();
        for (int i = 1; i <= 1000; i++) { histogram.Record(i * 1000L); }
        histogram.Mean.TotalMicroseconds.ShouldBe(500.5, 0.1);
        histogram.Quantile(0.5).TotalMicroseconds.ShouldBeInRange(500, 532);
        histogram.Quantile(0.99).TotalMicroseconds.ShouldBeInRange(990, 1000);
        histogram.Maximum.TotalMicroseconds.ShouldBe(1000);
    }

    [Fact]
    public void The_first_long_ones_of_a_few_do_not_decide_and_a_constant_share_does()
    {
        var first = new LatenessHistogram();
        for (int i = 0; i < 100; i++) { first.Record(i < 3 ? 10_000_000 : 50_000); }
        first.Quantile(0.99).TotalMilliseconds.ShouldBeGreaterThan(9);
        first.Quantile(0.99, 8).TotalMilliseconds.ShouldBeLessThan(0.1);
        var busy = new LatenessHistogram();
        for (int i = 0; i < 100; i++) { busy.Record(i % 10 == 0 ? 10_000_000 : 50_000); }
        busy.Quantile(0.99, 8).TotalMilliseconds.ShouldBeGreaterThan(9);
        new LatenessHistogram().Quantile(0.99, 8).ShouldBe(TimeSpan.Zero);
    }
}
