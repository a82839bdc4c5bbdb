namespace Weir.Tests.Fabric;

/// <summary>Traces of a rate in both formats.</summary>
public class RateTraceTests
{
    private static RateTrace Parse(string text) => RateTrace.Parse(new StringReader(text), "trace");

    [Fact]
    public void Lines_of_time_and_rate()
    {
        RateTrace trace = Parse("# a comment\n0 20 Mbit/s\n1.5 5 Mbit/s\n\n2500 ms 0 bit/s\n3s 1Mbit/s\nrepeat 10 s\n");
        trace.Steps.ShouldBe([new(TimeSpan.Zero, new(20_000_000)), new(TimeSpan.FromSeconds(1.5), new(5_000_000)), new(TimeSpan.FromSeconds(2.5), new(0)), new(TimeSpan.FromSeconds(3), new(1_000_000))]);
        trace.Period.ShouldBe(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void Mahimahis_opportunities_become_the_rate_of_each_millisecond()
    {
        RateTrace trace = Parse("1\n2\n2\n5\n");
        trace.Steps.ShouldBe([new(TimeSpan.Zero, new(12_000_000)), new(TimeSpan.FromMilliseconds(1), new(24_000_000)), new(TimeSpan.FromMilliseconds(2), new(0)), new(TimeSpan.FromMilliseconds(4), new(12_000_000))]);
        trace.Period.ShouldBe(TimeSpan.FromMilliseconds(5));
    }

    [Theory]
    [InlineData("", "1 to 3600000 steps")]
    [InlineData("1 5 Mbit/s", "begins at 0 s")]
    [InlineData("0 5 Mbit/s\n0 6 Mbit/s", "not later")]
    [InlineData("0 5", "trace:1: '5' has no unit")]
    [InlineData("1\n2\nx", "trace:3: write one whole number of milliseconds")]
    [InlineData("5\n2", "trace:2: the time is before")]
    [InlineData("0 0 bit/s\nrepeat 1 s", "lets nothing pass")]
    [InlineData("0 1 bit/s\n2 s 2 bit/s\nrepeat 1 s", "anew before its last step")]
    [InlineData("4000000", "at most an hour")]
    public void A_wrong_trace_names_its_line(string text, string message) => Should.Throw<WeirException>(() => Parse(text)).Message.ShouldContain(message);
}
