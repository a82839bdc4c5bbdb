using Weir.Checks.Looks;

namespace Weir.Tests.Checks;

public sealed class PercentileTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(50, 2.5)]
    [InlineData(100, 4)]
    [InlineData(90, 3.7)]
    public void It_lies_between_the_nearest_two_in_proportion(double percent, double value) => Percentile.Of([4, 1, 3, 2], percent).ShouldBe(value, 1e-12);

    [Fact]
    public void One_value_is_every_percentile() => Percentile.Of([7], 99).ShouldBe(7);
}
