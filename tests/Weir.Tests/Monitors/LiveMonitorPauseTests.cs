using Weir.Monitors;

namespace Weir.Tests.Monitors;

/// <summary>How often tables change where a change takes long.</summary>
public sealed class LiveMonitorPauseTests
{
    [Theory]
    [InlineData(1, 500, 500)]       // a tenth of the time is enough
    [InlineData(70, 500, 700)]      // and more seldom, so that it stays so
    [InlineData(200, 500, 600)]     // but rows are 0.8 s old at most
    [InlineData(250, 500, 550)]
    [InlineData(600, 500, 500)]     // as far as the store lets them
    [InlineData(200, 5000, 5000)]   // where older tables were asked for, they are
    [InlineData(5, 10, 50)]
    public void Changes_take_a_tenth_of_the_time_while_rows_are_not_older_than_a_second(int took, int refresh, int pause) =>
        LiveMonitor.PauseAfter(TimeSpan.FromMilliseconds(took), TimeSpan.FromMilliseconds(refresh)).ShouldBe(TimeSpan.FromMilliseconds(pause));
}
