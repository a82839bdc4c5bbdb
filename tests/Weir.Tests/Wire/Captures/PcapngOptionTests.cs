using FsCheck;
using FsCheck.Fluent;
using Weir.Wire.Captures;

namespace Weir.Tests.Wire.Captures;

public class PcapngOptionTests
{
    private static List<string> Walk(string hex, out bool damaged, bool bigEndian = true)
    {
        PcapngOptionReader reader = new(Convert.FromHexString(hex.Replace(" ", "")), bigEndian);
        List<string> found = [];
        while (reader.TryRead(out PcapngOption option)) { found.Add($"{option.Code}={Convert.ToHexStringLower(option.Value)}"); }
        reader.TryRead(out _).ShouldBeFalse();
        damaged = reader.IsDamaged;
        return found;
    }

    [Theory]
    [InlineData("", "", false)]
    [InlineData("0000 0000", "", false)]
    [InlineData("0001 0000", "1=", false)]
    [InlineData("0001 0001 aa000000", "1=aa", false)]
    [InlineData("0001 0004 aabbccdd 0002 0002 eeff0000 0000 0000", "1=aabbccdd 2=eeff", false)]
    [InlineData("0001 0005 aabbccddee000000 0002 0000", "1=aabbccddee 2=", false)]
    [InlineData("0001 0003 aabbcc00 0002 0006 112233445566 0000 0003 0007 11223344556677 00 0004 0000", "1=aabbcc 2=112233445566 3=11223344556677 4=", false)]
    [InlineData("0001 0001 aa", "1=aa", false)]                          // the padding is cut: what counts is there
    [InlineData("0001 0002 aa", "", true)]
    [InlineData("0001 0001 aa000000 0002 0001", "1=aa", true)]
    [InlineData("0001 0001 aa000000 0002 00", "1=aa", true)]
    [InlineData("0000 0000 0001 0001 aa000000", "", false)]              // nothing counts after the end
    [InlineData("0000 0004 00000000", "", false)]                        // the end's length does not matter
    [InlineData("0000 0008 00000000", "", true)]                         // unless it reaches beyond the block
    [InlineData("00", "", true)]
    [InlineData("ffff ffff 00", "", true)]
    public void Options_are_walked_to_their_end_or_damage(string hex, string expected, bool damaged)
    {
        string.Join(' ', Walk(hex, out bool seen)).ShouldBe(expected);
        seen.ShouldBe(damaged);
    }

    [Fact]
    public void Options_are_read_in_little_endian() => Walk("0100 0200 aabb0000", out _, bigEndian: false).ShouldBe(["1=aabb"]);

    [Theory]
    [InlineData("", "")]
    [InlineData("616263", "abc")]
    [InlineData("61620063", "ab")]
    [InlineData("6100", "a")]
    [InlineData("00", "")]
    [InlineData("c3a4ff", "ä\ufffd")]
    public void Text_ends_at_a_zero_and_never_fails(string hex, string text) => PcapngOptionReader.ReadText(Convert.FromHexString(hex)).ShouldBe(text);

    [Fact]
    public void First_text_with_the_code_is_found()
    {
        byte[] options = Convert.FromHexString("00020001610000000003000162000000000300016300000000000000");
        PcapngOptionReader.FindText(options, true, 3).ShouldBe("b");
        PcapngOptionReader.FindText(options, true, 2).ShouldBe("a");
        PcapngOptionReader.FindText(options, true, 4).ShouldBeNull();
    }

    [Fact]
    public void Written_options_read_back() => Check.QuickThrowOnFailure(Prop.ForAll(
        ArbMap.Default.ArbFor<(ushort Code, byte[] Value)[]>(), ArbMap.Default.ArbFor<bool>(), (options, bigEndian) =>
        {
            PcapngBlockWriter writer = new(bigEndian);
            writer.Begin((PcapngBlockType)7);
            var valid = options.Where(o => o.Code != 0 && o.Value is not null).ToArray();
            foreach ((ushort code, byte[] value) in valid) { writer.Option(code, value); }
            writer.End();
            PcapngBlock.TryRead(writer.Written, bigEndian, out PcapngBlock block, out _).ShouldBeTrue();
            PcapngOptionReader reader = new(block.Body, bigEndian);
            foreach ((ushort code, byte[] value) in valid)
            {
                reader.TryRead(out PcapngOption option).ShouldBeTrue();
                option.Code.ShouldBe(code);
                option.Value.SequenceEqual(value).ShouldBeTrue();
            }

            reader.TryRead(out _).ShouldBeFalse();
            reader.IsDamaged.ShouldBeFalse();
        }));

    [Theory]
    [InlineData(false, "070000002c000000" + "02000400" + "01020304" + "03000800" + "0807060504030201" + "04000300" + "c3a46200" + "00000000" + "2c000000")]
    [InlineData(true, "000000070000002c" + "00020004" + "04030201" + "00030008" + "0102030405060708" + "00040003" + "c3a46200" + "00000000" + "0000002c")]
    public void Options_of_each_kind_are_written_in_the_byte_order(bool bigEndian, string expected)
    {
        PcapngBlockWriter writer = new(bigEndian);
        writer.Begin((PcapngBlockType)7);
        writer.Option(2, 0x0403_0201u);
        writer.Option(3, 0x0102_0304_0506_0708ul);
        writer.Option(4, "äb");
        writer.End();
        Convert.ToHexStringLower(writer.Written).ShouldBe(expected);
    }

    [Fact]
    public void Too_long_an_option_is_refused_before_anything_is_written()
    {
        PcapngBlockWriter writer = new();
        writer.Begin((PcapngBlockType)7);
        Should.Throw<ArgumentException>(() => writer.Option(1, new byte[65536])).Message.ShouldStartWith("an option holds at most 65535 bytes, not 65536");
        writer.Option(1, new byte[65535]);
        writer.End();
        writer.Written.Length.ShouldBe(12 + 4 + 65536 + 4);
    }
}
