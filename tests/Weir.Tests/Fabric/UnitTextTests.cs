namespace Weir.Tests.Fabric;

/// <summary>Values with units: what people write, and what they are told when it is wrong.</summary>
public class UnitTextTests
{
    [Theory]
    [InlineData("20 Mbit/s", 20_000_000, "20 Mbit/s")]
    [InlineData("20Mbit/s", 20_000_000, "20 Mbit/s")]
    [InlineData("1.5 Gbit/s", 1_500_000_000, "1.5 Gbit/s")]
    [InlineData("100 KiB/s", 819_200, "819.2 kbit/s")]
    [InlineData("10 MB/s", 80_000_000, "80 Mbit/s")]
    [InlineData("10 Mb/s", 10_000_000, "10 Mbit/s")]
    [InlineData("10 mbit/s", 10_000_000, "10 Mbit/s")]
    [InlineData("64 kbps", 64_000, "64 kbit/s")]
    [InlineData("1 bit/s", 1, "1 bit/s")]
    [InlineData("0 bit/s", 0, "0 bit/s")]
    public void A_rate(string text, long bits, string written)
    {
        DataRate.Parse(text).BitsPerSecond.ShouldBe(bits);
        DataRate.Parse(text).ToString().ShouldBe(written);
        DataRate.Parse(written).BitsPerSecond.ShouldBe(bits);
    }

    [Theory]
    [InlineData("64 KiB", 65_536, "64 KiB")]
    [InlineData("256MiB", 268_435_456, "256 MiB")]
    [InlineData("1500 B", 1_500, "1500 B")]
    [InlineData("2 MB", 2_000_000, "2 MB")]
    [InlineData("0.5 KiB", 512, "512 B")]
    public void A_size(string text, long bytes, string written)
    {
        DataSize.Parse(text).Bytes.ShouldBe(bytes);
        DataSize.Parse(text).ToString().ShouldBe(written);
    }

    [Theory]
    [InlineData("10 ms", 100_000, "10 ms")]
    [InlineData("250us", 2_500, "250 us")]
    [InlineData("1.5 s", 15_000_000, "1.5 s")]
    [InlineData("2 min", 1_200_000_000, "2 min")]
    [InlineData("100 ns", 1, "100 ns")]
    [InlineData("0 s", 0, "0 s")]
    public void A_duration(string text, long ticks, string written)
    {
        UnitText.ParseDuration(text).Ticks.ShouldBe(ticks);
        UnitText.Format(UnitText.ParseDuration(text)).ShouldBe(written);
    }

    [Theory]
    [InlineData("0.1 %", 0.001, "0.1 %")]
    [InlineData("100 %", 1, "100 %")]
    [InlineData("2 ‰", 0.002, "0.2 %")]
    [InlineData("100 ppm", 0.0001, "0.01 %")]
    public void A_share(string text, double share, string written)
    {
        UnitText.ParseShare(text).ShouldBe(share);
        UnitText.FormatShare(share).ShouldBe(written);
    }

    [Theory]
    [InlineData("20", "'20' has no unit: write 20 Mbit/s, or another of bit/s, kbit/s, Mbit/s")]
    [InlineData("20 Mbits", "'20 Mbits' has an unknown unit: use one of bit/s, kbit/s")]
    [InlineData("20 MB", "the unit of '20 MB' has several meanings: write MB/s for bytes a second or Mbit/s for bits a second")]
    [InlineData("fast", "'fast' is not a data rate: write a number with its unit, such as 20 Mbit/s")]
    [InlineData("-1 Mbit/s", "'-1 Mbit/s' is negative")]
    [InlineData("", "'' is not a data rate")]
    [InlineData("1.2.3 bit/s", "'1.2.3 bit/s' is not a data rate")]
    [InlineData("99999999999999999999999999999999 Tbit/s", "is not a data rate")]
    [InlineData("9999999999999999 Tbit/s", "is too fast")]
    [InlineData("0.1 bit/s", "is too slow")]
    public void A_wrong_rate_says_what_would_be_right(string text, string message) => Should.Throw<WeirException>(() => DataRate.Parse(text)).Message.ShouldContain(message);

    [Theory]
    [InlineData("10", "'10' has no unit: write 10 ms")]
    [InlineData("0", "'0' has no unit")]
    [InlineData("5 m", "write min for minutes or ms for milliseconds")]
    [InlineData("1 ns", "is too short")]
    public void A_wrong_duration_says_what_would_be_right(string text, string message) => Should.Throw<WeirException>(() => UnitText.ParseDuration(text)).Message.ShouldContain(message);

    [Theory]
    [InlineData("0.1", "'0.1' has no unit: write 0.1 %")]
    [InlineData("101 %", "is more than all")]
    public void A_wrong_share_says_what_would_be_right(string text, string message) => Should.Throw<WeirException>(() => UnitText.ParseShare(text)).Message.ShouldContain(message);

    [Theory]
    [InlineData("256M", "write MiB or MB")]
    [InlineData("0.3 B", "is not a whole number of bytes")]
    [InlineData("64", "write 64 KiB")]
    public void A_wrong_size_says_what_would_be_right(string text, string message) => Should.Throw<WeirException>(() => DataSize.Parse(text)).Message.ShouldContain(message);

    [Fact]
    public void A_queue_counts_packets_or_bytes()
    {
        QueueLimit.TryParse("100 packets", out QueueLimit packets, out _).ShouldBeTrue();
        (packets.Packets, packets.Bytes, packets.ToString()).ShouldBe((100, 0, "100 packets"));
        QueueLimit.TryParse("64 KiB", out QueueLimit bytes, out _).ShouldBeTrue();
        (bytes.Packets, bytes.Bytes, bytes.ToString()).ShouldBe((0, 65536, "64 KiB"));
        QueueLimit.TryParse("100", out _, out UnitMistake? mistake).ShouldBeFalse();
        mistake!.Hint.ShouldBe("write 100 packets, or a size such as 64 KiB");
        QueueLimit.TryParse("0 packets", out _, out _).ShouldBeFalse();
        QueueLimit.TryParse("0 B", out _, out _).ShouldBeFalse();
    }

    [Fact]
    public void Impairments_name_their_mistakes()
    {
        Impairments.None.Mistakes().ShouldBeEmpty();
        (Impairments.None with { Loss = 1.5, Reorder = 0.1, Rate = new DataRate(0) }).Mistakes().ShouldBe(
            ["loss must lie between 0 % and 100 %", "rate must be above 0 bit/s; to cut the line write up: false", "reorder needs a delay: packets overtake by skipping it"]);
        (Impairments.None with { Loss = double.NaN }).Mistakes().Count.ShouldBe(1);
    }
}
