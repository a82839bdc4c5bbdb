using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Weir.Wire.Frames;

namespace Weir.Tests.Wire.Frames;

public sealed class IpAddressTests
{
    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("10.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("192.0.2.100")]
    // RFC 5952 4.1 to 4.3, and the shapes at both ends.
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("1::")]
    [InlineData("2001:db8::1")]
    [InlineData("2001:db8:0:1:1:1:1:1")]
    [InlineData("2001:0:0:1::1")]
    [InlineData("2001:db8::1:0:0:1")]
    [InlineData("fe80::1:2:3:4")]
    [InlineData("1:2:3:4:5:6:7:8")]
    [InlineData("1:2:3:4:5:6:7:0")]
    [InlineData("0:2:3:4:5:6:7:8")]
    [InlineData("1:2:3:4:5:6::")]
    [InlineData("::3:4:5:6:7:8")]
    [InlineData("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")]
    [InlineData("64:ff9b::c000:201")]
    public void Canonical_text_comes_back(string text)
    {
        IpAddress.TryParse(text, out IpAddress address).ShouldBeTrue();
        address.ToString().ShouldBe(text);
    }

    [Theory]
    [InlineData("2001:DB8:0:0:0:0:0:1", "2001:db8::1")]
    [InlineData("2001:0db8::0001", "2001:db8::1")]
    [InlineData("1:0:0:4:0:0:7:8", "1::4:0:0:7:8")]
    [InlineData("1:0:0:4:0:0:0:8", "1:0:0:4::8")]
    [InlineData("::ffff:192.0.2.1", "192.0.2.1")]
    [InlineData("::192.0.2.1", "::c000:201")]
    [InlineData("1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:102:304")]
    [InlineData("1::1.2.3.4", "1::102:304")]
    public void Other_forms_become_canonical(string text, string canonical)
    {
        IpAddress.TryParse(text, out IpAddress address).ShouldBeTrue();
        address.ToString().ShouldBe(canonical);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1.2.3")]
    [InlineData("1.2.3.4.5")]
    [InlineData("1.2.3.256")]
    [InlineData("1.2.3.1000")]
    [InlineData("1.2.3.")]
    [InlineData(".1.2.3")]
    [InlineData("1..2.3")]
    [InlineData("01.2.3.4")]
    [InlineData("1.2.3.a")]
    [InlineData("1.2.3.4 ")]
    [InlineData("-1.2.3.4")]
    [InlineData(":")]
    [InlineData(":::")]
    [InlineData("1:2:3:4:5:6:7")]
    [InlineData("1:2:3:4:5:6:7:8:9")]
    [InlineData("1:2:3:4:5:6:7:8::")]
    [InlineData("::1:2:3:4:5:6:7:8")]
    [InlineData("1::2::3")]
    [InlineData("1:2:3:4:5:6:7:")]
    [InlineData(":1:2:3:4:5:6:7")]
    [InlineData("12345::")]
    [InlineData("g::")]
    [InlineData("::1.2.3")]
    [InlineData("1:2:3:4:5:6:7:1.2.3.4")]
    [InlineData("1.2.3.4::")]
    [InlineData("fe80::1%eth0")]
    public void Anything_else_is_refused(string text)
    {
        IpAddress.TryParse(text, out IpAddress address).ShouldBeFalse();
        address.ShouldBe(default);
    }

    [Theory]
    [InlineData("0.0.0.0", "00000000000000000000ffff00000000")]
    [InlineData("1.2.3.4", "00000000000000000000ffff01020304")]
    [InlineData("102:304:506:708:90a:b0c:d0e:f10", "0102030405060708090a0b0c0d0e0f10")]
    [InlineData("1::2", "00010000000000000000000000000002")]
    public void The_value_is_the_sixteen_bytes(string text, string hex)
    {
        IpAddress.TryParse(text, out IpAddress address).ShouldBeTrue();
        address.ShouldBe(IpAddress.FromIPv6(Convert.FromHexString(hex)));
    }

    [Fact]
    public void Every_address_comes_back_from_its_text() =>
        Prop.ForAll<ulong, ulong, byte>((high, low, zeros) =>
        {
            // Groups are cleared by the bits of a mask, so that runs of zeros occur.
            UInt128 value = new(high, low);
            for (int group = 0; group < 8; group++)
            {
                if ((zeros >> group & 1) != 0) { value &= ~((UInt128)0xffff << (16 * group)); }
            }

            var address = new IpAddress(value);
            return IpAddress.TryParse(address.ToString(), out IpAddress back) && back == address
                && System.Net.IPAddress.Parse(address.ToString()).MapToIPv6().GetAddressBytes().AsSpan().SequenceEqual(
                    new System.Net.IPAddress(Bytes(value)).GetAddressBytes());
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Text_that_does_not_fit_is_refused_at_every_length()
    {
        string[] texts = ["255.255.255.255", "1.2.3.4", "::", "1::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "2001:db8::1"];
        foreach (string text in texts)
        {
            IpAddress.TryParse(text, out IpAddress address);
            byte[] room = new byte[text.Length];
            for (int length = 0; length < text.Length; length++)
            {
                address.TryFormat(room.AsSpan(0, length), out _).ShouldBeFalse($"{text} in {length} bytes");
            }

            address.TryFormat(room, out int written).ShouldBeTrue();
            written.ShouldBe(text.Length);
            Encoding.ASCII.GetString(room).ShouldBe(text);
        }
    }

    [Fact]
    public void An_IPv6_header_with_a_mapped_address_shows_it_mixed()
    {
        byte[] room = new byte[IpAddress.MaxTextLength];
        IpAddress.TryFormatIPv6(IpAddress.FromIPv4(0xc0000201), room, out int written).ShouldBeTrue();
        Encoding.ASCII.GetString(room.AsSpan(0, written)).ShouldBe("::ffff:192.0.2.1");
        for (int length = 0; length < written; length++)
        {
            IpAddress.TryFormatIPv6(IpAddress.FromIPv4(0xc0000201), room.AsSpan(0, length), out _).ShouldBeFalse();
        }
    }

    [Fact]
    public void IPv4_addresses_lie_together_in_the_order_of_their_numbers()
    {
        IpAddress.FromIPv4(1).IsIPv4.ShouldBeTrue();
        IpAddress.FromIPv6(new byte[16]).IsIPv4.ShouldBeFalse();
        IpAddress.FromIPv4(1).CompareTo(IpAddress.FromIPv4(2)).ShouldBeLessThan(0);
        IpAddress.FromIPv4(0xffffffff).CompareTo(new IpAddress((UInt128)1 << 48)).ShouldBeLessThan(0);
        IpAddress.FromIPv4(7).CompareTo(IpAddress.FromIPv4(7)).ShouldBe(0);
    }

    private static byte[] Bytes(UInt128 value)
    {
        byte[] bytes = new byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(bytes, value);
        return bytes;
    }
}
