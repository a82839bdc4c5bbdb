using FsCheck;
using FsCheck.Fluent;
using Weir.Wire.Captures;

namespace Weir.Tests.Wire.Captures;

public class TimestampResolutionTests
{
    [Theory]
    [InlineData(0, 3, 3_000_000_000)]
    [InlineData(3, 1_234, 1_234_000_000)]
    [InlineData(6, 1_234_567, 1_234_567_000)]
    [InlineData(8, 1_234, 12_340)]
    [InlineData(9, 1_234, 1_234)]
    [InlineData(10, 12_349, 1_234)]
    [InlineData(12, 1_999_999, 1_999)]
    [InlineData(28, 10_000_000_000_000_000_000, 1)]
    [InlineData(28, 9_999_999_999_999_999_999, 0)]
    [InlineData(29, ulong.MaxValue, 0)]
    [InlineData(127, ulong.MaxValue, 0)]
    [InlineData(0, ulong.MaxValue, long.MaxValue)]
    [InlineData(9, ulong.MaxValue, long.MaxValue)]
    [InlineData(9, 9_223_372_036_854_775_807, long.MaxValue)]
    [InlineData(0x80, 5, 5_000_000_000)]
    [InlineData(0x81, 3, 1_500_000_000)]
    [InlineData(0x8a, 1024, 1_000_000_000)]
    [InlineData(0xa0, 1ul << 31, 500_000_000)]
    [InlineData(0xa0, 5, 1)]
    [InlineData(0xc0, ulong.MaxValue, 999_999_999)]
    [InlineData(0xdd, ulong.MaxValue, 1)]
    [InlineData(0xde, ulong.MaxValue, 0)]
    [InlineData(0xff, ulong.MaxValue, 0)]
    [InlineData(0x80, ulong.MaxValue, long.MaxValue)]
    public void Units_become_nanoseconds(byte value, ulong units, long nanoseconds)
        => new TimestampResolution(value).ToNanoseconds(units).ShouldBe(nanoseconds);

    [Theory]
    [InlineData(0, 3_999_999_999, 3)]
    [InlineData(6, 1_234_567_999, 1_234_567)]
    [InlineData(9, 1_234, 1_234)]
    [InlineData(9, -1, 0)]
    [InlineData(9, 0, 0)]
    [InlineData(12, 1_234, 1_234_000)]
    [InlineData(28, 1, 10_000_000_000_000_000_000)]
    [InlineData(28, 2, ulong.MaxValue)]
    [InlineData(29, 1, ulong.MaxValue)]
    [InlineData(0x80, 5_999_999_999, 5)]
    [InlineData(0x81, 1_500_000_000, 3)]
    [InlineData(0xa0, 500_000_000, 1ul << 31)]
    [InlineData(0xc0, 1, 18_446_744_073)]
    [InlineData(0xc1, 1, 36_893_488_146)]
    [InlineData(0xff, 1, ulong.MaxValue)]
    [InlineData(0xff, 0, 0)]
    public void Nanoseconds_become_units(byte value, long nanoseconds, ulong units)
        => new TimestampResolution(value).FromNanoseconds(nanoseconds).ShouldBe(units);

    [Fact]
    public void Microseconds_and_nanoseconds_have_names()
    {
        TimestampResolution.Microseconds.ShouldBe(new TimestampResolution(6));
        TimestampResolution.Nanoseconds.ShouldBe(new TimestampResolution(9));
        TimestampResolution.Nanoseconds.IsBinary.ShouldBeFalse();
        new TimestampResolution(0x8a).IsBinary.ShouldBeTrue();
        new TimestampResolution(0x8a).Exponent.ShouldBe(10);
    }

    [Fact]
    public void Units_finer_than_a_nanosecond_keep_every_nanosecond() => Check.QuickThrowOnFailure(Prop.ForAll(
        Gen.Choose(0, int.MaxValue).Two().ToArbitrary(), pair =>
        {
            long time = ((long)pair.Item1 << 20) ^ pair.Item2; // up to 2^51 ns, 26 days: fits units of 10^-12 and 2^-34 in 64 bits
            foreach (byte value in (byte[])[9, 10, 12])
            {
                TimestampResolution resolution = new(value);
                if (resolution.ToNanoseconds(resolution.FromNanoseconds(time)) != time) { return false; }
            }

            // Powers of two round down on both ways: at most a nanosecond is lost.
            TimestampResolution binary = new(0xa2);
            return time - binary.ToNanoseconds(binary.FromNanoseconds(time)) is 0 or 1;
        }));
}
