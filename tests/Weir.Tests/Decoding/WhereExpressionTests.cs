using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Weir.Decoding;
using Weir.Wire;
using Weir.Wire.Ethereum;

namespace Weir.Tests.Decoding;

/// <summary>Conditions over fields: what holds, and what a mistake is answered with.</summary>
public sealed class WhereExpressionTests
{
    private const string Digest = "0x0b4c1d00aa00bb00cc00dd00ee00ff000102030405060708090a0b0c0d0e0f10";

    /// <summary>One TCP segment with a few fields of each kind.</summary>
    private static void Describe(IFieldVisitor visitor)
    {
        visitor.Field("kind", "prepare");
        visitor.Field("time", "2022-06-28T10:00:00.123456789Z");
        visitor.Field("src", "10.0.0.1:40000");
        visitor.Field("six", "[fd00::1]:40000");
        visitor.Field("digest", Digest);
        visitor.Begin("frame");
        visitor.Field("time_epoch", "1656410400.123456789");
        visitor.End();
        visitor.Begin("eth");
        visitor.Field("src", "02:00:00:00:5e:01");
        visitor.End();
        visitor.Begin("ip");
        visitor.Field("src", "10.0.0.1");
        visitor.Field("dst", "fd00::2");
        visitor.Field("ttl", 64);
        visitor.End();
        visitor.Begin("tcp");
        visitor.Field("dstport", 8080);
        visitor.Begin("flags");
        visitor.Field("reset", false);
        visitor.Field("syn", true);
        visitor.End();
        visitor.Field("payload", [0x48, 0x54, 0x54, 0x50, 0x2f, 0xab]);
        visitor.Field("option", 2);
        visitor.Field("option", 4);
        visitor.End();
        visitor.Begin("other");
        visitor.Field("dstport", 1);
        visitor.End();
    }

    [Theory]
    [InlineData("kind == prepare", true)]
    [InlineData("kind == \"prepare\"", true)]
    [InlineData("kind == 'prepare'", true)]
    [InlineData("kind == Prepare", false)]
    [InlineData("kind != commit", true)]
    [InlineData("kind contains pax", false)]
    [InlineData("kind contains repa", true)]
    [InlineData("kind in {commit, prepare}", true)]
    [InlineData("kind in {commit preprepare}", false)]
    [InlineData("tcp.dstport == 8080", true)]
    [InlineData("tcp.dstport == 0x1f90", true)]
    [InlineData("tcp.dstport == 8080.0", true)]
    [InlineData("tcp.dstport==8080&&ip.ttl==64", true)]
    [InlineData("tcp.dstport != 8080", false)]
    [InlineData("tcp.dstport < 8080", false)]
    [InlineData("tcp.dstport <= 8080", true)]
    [InlineData("tcp.dstport > 80", true)]
    [InlineData("tcp.dstport >= 8081", false)]
    [InlineData("tcp.dstport in {80, 8000..8100}", true)]
    [InlineData("tcp.dstport in {80, 8081..8100}", false)]
    [InlineData("tcp.dstport == 8000..8100", true)]
    [InlineData("tcp.dstport == 1", false)]     // that is another layer's
    [InlineData("tcp.flags.syn", true)]
    [InlineData("tcp.flags.reset", true)]       // a name asks whether the field is there
    [InlineData("tcp.flags.reset == 1", false)]
    [InlineData("tcp.flags.syn == true", true)]
    [InlineData("tcp.flags.reset == false", true)]
    [InlineData("tcp", true)]
    [InlineData("tcp.flags", true)]
    [InlineData("udp", false)]
    [InlineData("!udp", true)]
    [InlineData("not udp and tcp", true)]
    [InlineData("not (udp or tcp)", false)]
    [InlineData("udp.dstport != 53", false)]    // without the field nothing differs
    [InlineData("not udp.dstport == 53", true)]
    [InlineData("udp or tcp and kind == commit", false)]
    [InlineData("tcp or udp and kind == commit", true)]
    [InlineData("(tcp or udp) and kind == commit", false)]
    [InlineData("tcp.option == 4", true)]       // one of several values is enough
    [InlineData("tcp.option != 4", false)]      // and one equal value is too much
    [InlineData("tcp.option != 5", true)]
    [InlineData("tcp.option > 3", true)]
    [InlineData("ip.src == 10.0.0.1", true)]
    [InlineData("ip.src == 10.0.0.10", false)]
    [InlineData("ip.src == 10.0.0.0/8", true)]
    [InlineData("ip.src == 10.0.0.0/32", false)]
    [InlineData("ip.src == 0.0.0.0/0", true)]
    [InlineData("ip.dst == 0.0.0.0/0", false)]
    [InlineData("ip.dst == ::/0", true)]
    [InlineData("ip.dst == fd00::/16", true)]
    [InlineData("ip.dst in {10.0.0.0/8, fd01::/16}", false)]
    [InlineData("ip.src in {10.0.0.0..10.0.0.255}", true)]
    [InlineData("ip.src < 10.0.0.2", true)]
    [InlineData("ip.src contains \"10.0\"", true)]
    [InlineData("src == 10.0.0.1", true)]       // the end of a conversation
    [InlineData("src == 10.0.0.1:40000", true)]
    [InlineData("src in {10.0.0.0/24}", true)]
    [InlineData("six == fd00::1", true)]
    [InlineData("eth.src == 02:00:00:00:5e:01", true)]
    [InlineData("eth.src == 02:00:00:00:5E:01", true)]
    [InlineData("eth.src == 02-00-00-00-5e-01", true)]
    [InlineData("eth.src == 0x020000005e01", true)]
    [InlineData("eth.src == 02:00:00:00:5e", false)]
    [InlineData("tcp.payload == 485454502fab", true)]
    [InlineData("tcp.payload == 48:54:54:50:2F:AB", true)]
    [InlineData("tcp.payload contains 2f:ab", true)]
    [InlineData("tcp.payload contains 0x5454", true)]
    [InlineData("tcp.payload contains 84:54", false)] // the digits are there, but not at the border of a byte
    [InlineData("tcp.payload contains \"HTTP/\"", true)]
    [InlineData("tcp.payload contains \"http\"", false)]
    [InlineData("digest == " + Digest, true)]
    [InlineData("digest == 0x0B4C1D00AA00BB00CC00DD00EE00FF000102030405060708090A0B0C0D0E0F10", true)]
    [InlineData("digest contains 0x0b4c", true)]
    [InlineData("frame.time_epoch > 1656410400.123456788", true)] // a double cannot tell these apart
    [InlineData("frame.time_epoch == 1656410400.123456789", true)]
    [InlineData("frame.time_epoch == 1656410400.123456788", false)]
    [InlineData("time >= \"2022-06-28T10\" and time < '2022-06-28T11'", true)]
    [InlineData("time >= \"2022-06-29\"", false)]
    [InlineData("ip.src > 5", false)]           // nothing to compare
    [InlineData("  kind   ==   prepare  ", true)]
    public void A_condition_holds_or_not(string text, bool holds)
    {
        WhereExpression expression = WhereExpression.Parse(text);
        for (int round = 0; round < 2; round++)
        {
            Describe(expression.Begin());
            expression.Holds().ShouldBe(holds, text);
        }

        expression.Begin();
        WhereExpression.Parse("kind").Holds().ShouldBeFalse("nothing was visited");
    }

    [Theory]
    [InlineData("", 1, "expected the name of a field")]
    [InlineData("   ", 4, "expected the name of a field")]
    [InlineData("80 == tcp.dstport", 1, "expected the name of a field")]
    [InlineData("tcp.dstport = 80", 13, "'=' compares nothing: write '=='")]
    [InlineData("tcp.dstport ==", 15, "expected a value")]
    [InlineData("tcp.dstport == 80 kind == a", 19, "expected 'and', 'or' or the end")]
    [InlineData("tcp and", 8, "expected the name of a field")]
    [InlineData("tcp order udp", 5, "expected 'and', 'or' or the end")]
    [InlineData("(tcp", 5, "expected ')'")]
    [InlineData("tcp)", 4, "expected 'and', 'or' or the end")]
    [InlineData("a in 80", 6, "expected '{'")]
    [InlineData("a in {}", 7, "'in' needs at least one value")]
    [InlineData("a in {80", 9, "expected a value")]
    [InlineData("a == \"b", 6, "the text has no end")]
    [InlineData("a == 10.0.0.0/33", 6, "10.0.0.0/33 is no prefix: after the slash stand 0 to 32 bits")]
    [InlineData("a == fd00::/129", 6, "fd00::/129 is no prefix: after the slash stand 0 to 128 bits")]
    [InlineData("a in {1, 10.0.0.0/x}", 10, "10.0.0.0/x is no prefix")]
    [InlineData("a < b", 5, "'<' compares numbers, addresses and text in quotes; b is none of them")]
    [InlineData("a >= 1..2", 6, "'>=' compares numbers")]
    [InlineData("a == 1..b", 6, "1..b is no range")]
    [InlineData("known and unknown.field == 1", 11, "unknown.field is not known")]
    public void A_mistake_is_answered_with_its_column_and_what_would_be_right(string text, int column, string problem)
    {
        WeirException exception = Should.Throw<WeirException>(() => WhereExpression.Parse(text, name => name.StartsWith("unknown", StringComparison.Ordinal) ? name + " is not known" : null));
        exception.Message.ShouldStartWith($"--where, column {column}: {problem}");
        exception.Message.ShouldEndWith($"(in: {text})");
        exception.ExitCode.ShouldBe(2);
    }

    [Fact]
    public void Any_number_of_terms_is_fine_but_not_any_depth()
    {
        WhereExpression.Parse(string.Join(" and ", Enumerable.Repeat("a == 1", 20_000))).Holds().ShouldBeFalse();
        WhereExpression.Parse(new string('(', 60) + "a" + new string(')', 60)).Holds().ShouldBeFalse();
        Should.Throw<WeirException>(() => WhereExpression.Parse(new string('(', 10_000) + "a")).Message.ShouldContain("more than 64 levels");
        Should.Throw<WeirException>(() => WhereExpression.Parse(string.Concat(Enumerable.Repeat("not ", 10_000)) + "a")).Message.ShouldContain("more than 64 levels");
    }

    [Fact]
    public void Fields_are_those_that_are_named_once_each() =>
        WhereExpression.Parse("b.c == 1 or not (a in {2} and b.c)").Fields.Order().ShouldBe(["a", "b.c"]);

    [Fact]
    public void An_address_of_a_message_is_found_in_either_case()
    {
        var address = new EthereumAddress(Convert.FromHexString("5aaeb6053f3e94c9b9a09f33669435e7ef1beaed"));
        WhereExpression expression = WhereExpression.Parse("address == 0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed");
        expression.Begin().Field("address", address.ToString());
        address.ToString().Any(char.IsUpper).ShouldBeTrue();
        expression.Holds().ShouldBeTrue();
    }

    [Fact]
    public void Numbers_compare_as_numbers_do() => Prop.ForAll<long, long>((value, literal) =>
    {
        bool Holds(string comparison)
        {
            WhereExpression expression = WhereExpression.Parse(string.Create(CultureInfo.InvariantCulture, $"a {comparison} {literal}"));
            expression.Begin().Field("a", value);
            return expression.Holds();
        }

        return Holds("==") == (value == literal) && Holds("!=") == (value != literal) && Holds("<") == (value < literal) && Holds("<=") == (value <= literal)
            && Holds(">") == (value > literal) && Holds(">=") == (value >= literal);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    public void Prefixes_hold_as_masks_do() => Prop.ForAll<uint, uint, byte>((value, network, bits) =>
    {
        int prefix = bits % 33;
        uint mask = prefix == 0 ? 0 : uint.MaxValue << (32 - prefix);
        WhereExpression expression = WhereExpression.Parse(string.Create(CultureInfo.InvariantCulture, $"a == {Weir.Wire.Frames.IpAddress.FromIPv4(network)}/{prefix}"));
        expression.Begin().Field("a", Weir.Wire.Frames.IpAddress.FromIPv4(value).ToString());
        return expression.Holds() == ((value & mask) == (network & mask));
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    public void Random_text_is_an_expression_or_a_mistake_of_the_user()
    {
        string[] words = ["a", "tcp.len", "==", "!=", "<", "in", "{", "}", "(", ")", "and", "or", "not", "!", "10.0.0.1/8", "1..2", "\"x", "'y'", "0x1f", "02:00", "contains", "&&", "||", ",", "/", "..", "é"];
        var random = new Random(11);
        int read = 0;
        for (int round = 0; round < 20_000; round++)
        {
            string text = string.Join(random.Next(4) == 0 ? "" : " ", Enumerable.Range(0, random.Next(8)).Select(_ => words[random.Next(words.Length)]));
            try
            {
                WhereExpression expression = WhereExpression.Parse(text);
                Describe(expression.Begin());
                expression.Holds();
                read++;
            }
            catch (WeirException e)
            {
                e.Message.ShouldStartWith("--where, column ");
            }
        }

        read.ShouldBeGreaterThan(200);
    }
}
