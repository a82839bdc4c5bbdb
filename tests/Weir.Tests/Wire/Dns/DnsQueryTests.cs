using Weir.Wire.Dns;

namespace Weir.Tests.Wire.Dns;

public sealed class DnsQueryTests
{
    [Fact]
    public void A_query_is_written_as_a_resolver_writes_it()
    {
        byte[] buffer = new byte[DnsQuery.MaxSize];
        DnsQuery.TryWrite(buffer, 0x1a2b, new DnsQuestion("www.example.com", DnsTypes.A, 1), out int length).ShouldBeTrue();
        Convert.ToHexStringLower(buffer.AsSpan(0, length)).ShouldBe("1a2b0100000100000000000003777777076578616d706c6503636f6d0000010001");
    }

    [Theory]
    [InlineData("www.example.com.", "www.example.com")]
    [InlineData(".", ".")]
    [InlineData("", ".")]
    [InlineData(@"a\.b.c", @"a\.b.c")]
    [InlineData(@"\000\255", @"\000\255")]
    public void What_is_written_is_read_again(string name, string read)
    {
        byte[] buffer = new byte[DnsQuery.MaxSize];
        DnsQuery.TryWrite(buffer, 1, new DnsQuestion(name, DnsTypes.Txt, 1), out int length).ShouldBeTrue();
        DnsMessage.TryRead(buffer.AsSpan(0, length), out DnsMessage? message).ShouldBeTrue();
        message!.Questions.ShouldBe([new DnsQuestion(read, DnsTypes.Txt, 1)]);
    }

    [Fact]
    public void What_is_no_name_is_not_written()
    {
        byte[] buffer = new byte[DnsQuery.MaxSize];
        string longest = string.Join('.', Enumerable.Repeat(new string('a', 61), 4)) + ".aaaaa";
        foreach (string wrong in (string[])["a..b", ".a", "ä", @"a\", @"a\99", @"a\999", new string('a', 64), longest + "a"])
        {
            DnsQuery.TryWrite(buffer, 1, new DnsQuestion(wrong, DnsTypes.A, 1), out _).ShouldBeFalse(wrong);
        }

        DnsQuery.TryWrite(buffer, 1, new DnsQuestion(longest, DnsTypes.A, 1), out int length).ShouldBeTrue();
        length.ShouldBe(DnsQuery.MaxSize);
        DnsQuery.TryWrite(buffer.AsSpan(0, length - 1), 1, new DnsQuestion(longest, DnsTypes.A, 1), out _).ShouldBeFalse();
    }
}
