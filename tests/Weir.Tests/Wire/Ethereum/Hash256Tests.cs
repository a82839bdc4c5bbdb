using Weir.Wire.Ethereum;

namespace Weir.Tests.Wire.Ethereum;

public sealed class Hash256Tests
{
    [Fact]
    public void Bytes_and_text_go_in_and_out_unchanged_and_compare_as_bytes()
    {
        Random random = new(1);
        for (int run = 0; run < 200; run++)
        {
            byte[] one = new byte[32], two = new byte[32];
            random.NextBytes(one);
            one.CopyTo(two, 0);
            two[random.Next(32)] ^= (byte)random.Next(2);
            Hash256 a = new(one), b = new(two);
            a.ToArray().ShouldBe(one);
            a.ToString().ShouldBe("0x" + Convert.ToHexStringLower(one));
            Hash256.TryParse(a.ToString(), out Hash256 read).ShouldBeTrue();
            read.ShouldBe(a);
            Hash256.TryParse(Convert.ToHexString(one), out read).ShouldBeTrue();
            read.ShouldBe(a);
            (a == b).ShouldBe(one.AsSpan().SequenceEqual(two));
            Math.Sign(a.CompareTo(b)).ShouldBe(Math.Sign(one.AsSpan().SequenceCompareTo(two)));
        }
    }

    [Fact]
    public void Keccak_of_nothing_is_the_well_known_hash()
    {
        Hash256.Keccak([]).ToString().ShouldBe("0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");
    }

    [Fact]
    public void Other_lengths_and_other_texts_are_refused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => new Hash256(new byte[31]));
        Should.Throw<ArgumentOutOfRangeException>(() => new Hash256(new byte[33]));
        Should.Throw<ArgumentOutOfRangeException>(() => default(Hash256).CopyTo(new byte[31]));
        foreach (string? text in new[] { null, "", "0x", new string('0', 63), new string('0', 65), "0x" + new string('0', 62), new string('g', 64) })
        {
            Hash256.TryParse(text, out Hash256 hash).ShouldBeFalse();
            hash.IsZero.ShouldBeTrue();
        }
        for (int i = 0; i < 32; i++)
        {
            byte[] bytes = new byte[32];
            bytes[i] = 1;
            new Hash256(bytes).IsZero.ShouldBeFalse();
        }
    }
}
