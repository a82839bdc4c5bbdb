using System.Text.Json;
using Weir.Tests.Fixtures;
using Weir.Wire.Ethereum;

namespace Weir.Tests.Wire.Ethereum;

public sealed class EthereumAddressTests
{
    [Fact]
    public void Texts_have_the_published_mixed_case()
    {
        int cases = 0;
        foreach (JsonElement vector in KlaytnVectors.Get("eip55").EnumerateArray())
        {
            EthereumAddress address = new(vector.Bytes("address"));
            address.ToString().ShouldBe(vector.Text("checksummed"));
            EthereumAddress.TryParse(vector.Text("checksummed"), out EthereumAddress read).ShouldBeTrue();
            read.ShouldBe(address);
            cases++;
        }
        cases.ShouldBe(4);
    }

    [Fact]
    public void Order_of_texts_differs_from_the_order_of_bytes_as_published()
    {
        JsonElement vector = KlaytnVectors.Get("eip55_sort_differs_from_byte_sort");
        EthereumAddress[] byText = Read("eip55_order"), byBytes = Read("byte_order");
        Random random = new(1);
        for (int run = 0; run < 20; run++)
        {
            EthereumAddress[] shuffled = [.. byText];
            random.Shuffle(shuffled);
            Array.Sort(shuffled);
            shuffled.ShouldBe(byBytes);
            random.Shuffle(shuffled);
            Array.Sort(shuffled, (a, b) => a.CompareText(b));
            shuffled.ShouldBe(byText);
        }
        byText.ShouldNotBe(byBytes);

        EthereumAddress[] Read(string name) => [.. vector.GetProperty(name).EnumerateArray().Select(e => new EthereumAddress(Convert.FromHexString(e.GetString()!)))];
    }

    [Theory]
    [InlineData("5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", true)]
    [InlineData("0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed", true)]
    [InlineData("0X5AAEB6053F3E94C9B9A09F33669435E7EF1BEAED", true)]
    [InlineData("0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", false)]
    [InlineData("0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaeD", false)]
    [InlineData("0x5aaeb6053f3e94c9b9a09f33669435e7ef1beae", false)]
    [InlineData("0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed0", false)]
    [InlineData("0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaeg", false)]
    [InlineData("0x", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Parsing_takes_one_case_or_the_right_mixed_case(string? text, bool valid)
    {
        EthereumAddress.TryParse(text, out EthereumAddress address).ShouldBe(valid);
        address.ToString().ShouldBe(valid ? "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed" : "0x0000000000000000000000000000000000000000");
    }

    [Fact]
    public void Bytes_go_in_and_out_unchanged_and_compare_as_bytes()
    {
        Random random = new(2);
        for (int run = 0; run < 200; run++)
        {
            byte[] one = new byte[20], two = new byte[20];
            random.NextBytes(one);
            one.CopyTo(two, 0);
            two[random.Next(20)] ^= (byte)random.Next(2);
            EthereumAddress a = new(one), b = new(two);
            a.ToArray().ShouldBe(one);
            (a == b).ShouldBe(one.AsSpan().SequenceEqual(two));
            Math.Sign(a.CompareTo(b)).ShouldBe(Math.Sign(one.AsSpan().SequenceCompareTo(two)));
        }
    }

    [Fact]
    public void Zero_is_zero_only_when_all_bytes_are_and_lengths_are_exact()
    {
        default(EthereumAddress).IsZero.ShouldBeTrue();
        for (int i = 0; i < 20; i++)
        {
            byte[] bytes = new byte[20];
            bytes[i] = 1;
            new EthereumAddress(bytes).IsZero.ShouldBeFalse();
        }
        Should.Throw<ArgumentOutOfRangeException>(() => new EthereumAddress(new byte[19]));
        Should.Throw<ArgumentOutOfRangeException>(() => new EthereumAddress(new byte[21]));
        Should.Throw<ArgumentOutOfRangeException>(() => EthereumAddress.FromPublicKey(new byte[65]));
        Should.Throw<ArgumentOutOfRangeException>(() => default(EthereumAddress).CopyTo(new byte[19]));
    }
}
