using Weir.Tests.Fixtures;
using Weir.Wire.Ethereum;

namespace Weir.Tests.Wire.Ethereum;

public sealed class SnappyTests
{
    [Theory]
    // The snappy forms of a ping (klaytn-ibft 2.3), of nothing, and each kind of element by hand (format_description.txt).
    [InlineData("0100c0", "c0")]
    [InlineData("00", "")]
    [InlineData("0308616263", "616263")]
    // A copy with one byte of offset: length 4, 1 back; 11 is the longest.
    [InlineData("05006101" + "01", "6161616161")]
    [InlineData("0c00611d01", "616161616161616161616161")]
    // Offsets of 2 and of 4 bytes.
    [InlineData("060861626302" + "0300" + "02" + "0300" + "02" + "0300", "616263616263")]
    [InlineData("06086162630a" + "0300", "616263616263")]
    [InlineData("06086162630b" + "03000000", "616263616263")]
    // A copy that reads what it writes itself.
    [InlineData("0704616216" + "0200", "61626162616261" + "62", false)]
    [InlineData("0804616216" + "0200", "6162616261626162")]
    // A literal with its length behind the tag in 1, 2, 3 and 4 bytes.
    [InlineData("03f002616263", "616263")]
    [InlineData("03f40200616263", "616263")]
    [InlineData("03f8020000616263", "616263")]
    [InlineData("03fc02000000616263", "616263")]
    public void Elements_are_unpacked_as_the_format_says(string packed, string expected, bool valid = true)
    {
        byte[] output = new byte[64];
        Snappy.TryDecode(Convert.FromHexString(packed), output, out int written).ShouldBe(valid);
        if (valid)
        {
            Convert.ToHexStringLower(output.AsSpan(0, written)).ShouldBe(expected);
        }
        else
        {
            written.ShouldBe(0);
        }
    }

    [Theory]
    // No length, an unfinished one, one of six bytes, and one over the limit.
    [InlineData("")]
    [InlineData("80")]
    [InlineData("8080808080")]
    [InlineData("808080808001")]
    [InlineData("ffffffff7f00")]
    [InlineData("8080800800")]
    // Fewer or more bytes than said; a literal longer than what is there; lengths near 2^32.
    [InlineData("01")]
    [InlineData("0400" + "61")]
    [InlineData("0000" + "61")]
    [InlineData("0108616263")]
    [InlineData("0308" + "6162")]
    [InlineData("03f0")]
    [InlineData("03f402")]
    [InlineData("03f80200")]
    [InlineData("03fc020000")]
    [InlineData("03fcffffffff616263")]
    [InlineData("03fcfeffff7f616263")]
    // Copies: before anything was unpacked, offset 0, one byte too far back, too long for the end, offset cut off.
    [InlineData("040100")]
    [InlineData("05006101" + "00")]
    [InlineData("05006101" + "02")]
    [InlineData("04006101" + "01")]
    [InlineData("06086162630a" + "0400")]
    [InlineData("06086162630a" + "0000")]
    [InlineData("06086162630b" + "00000080")]
    [InlineData("06086162630b" + "fdffffff")]
    [InlineData("0500610" + "1")]
    [InlineData("06086162630a03")]
    [InlineData("06086162630b030000")]
    public void Malformed_bytes_are_refused(string packed)
    {
        byte[] output = new byte[64];
        Snappy.TryDecode(Convert.FromHexString(packed), output, out int written).ShouldBeFalse();
        written.ShouldBe(0);
    }

    [Fact]
    public void Length_is_read_up_to_the_limit_and_the_destination_may_be_longer_or_exact()
    {
        Snappy.TryGetLength([0xFF, 0xFF, 0xFF, 0x07], out int length).ShouldBeTrue();
        length.ShouldBe(Snappy.MaxLength);
        length.ShouldBe(0xFFFFFF);
        Snappy.TryGetLength([0x80, 0x80, 0x80, 0x08], out length).ShouldBeFalse();
        length.ShouldBe(0);
        Snappy.TryGetLength([0x80, 0x01], out length).ShouldBeTrue();
        length.ShouldBe(128);
        Snappy.TryGetLength([0x83, 0x80, 0x80, 0x80, 0x00], out length).ShouldBeTrue();
        length.ShouldBe(3);

        byte[] packed = Snappy.Encode("abcabcabcabcabcabc"u8);
        Snappy.TryDecode(packed, new byte[17], out _).ShouldBeFalse();
        byte[] exact = new byte[18];
        Snappy.TryDecode(packed, exact, out int written).ShouldBeTrue();
        written.ShouldBe(18);
        byte[] longer = Enumerable.Repeat((byte)0xEE, 100).ToArray();
        Snappy.TryDecode(packed, longer, out written).ShouldBeTrue();
        written.ShouldBe(18);
        longer[..18].ShouldBe(exact);
        longer[18..].ShouldAllBe(b => b == 0xEE, "nothing is written behind the content");
    }

    // Every distance and length near the widths of the fast paths, at every place near the end.
    [Fact]
    public void Copies_of_every_distance_and_length_equal_the_definition()
    {
        for (int distance = 1; distance <= 70; distance++)
        {
            for (int count = 1; count <= 64; count++)
            {
                foreach (int behind in new[] { 0, 1, 15, 16, 63, 64 })
                {
                    byte[] start = new byte[distance];
                    new Random(distance * 100 + count).NextBytes(start);
                    byte[] end = Enumerable.Repeat((byte)7, behind).ToArray();
                    List<byte> packed = [];
                    AddLength(packed, distance + count + behind);
                    AddLiteral(packed, start);
                    packed.Add((byte)(((count - 1) << 2) | 2));
                    packed.Add((byte)distance);
                    packed.Add(0);
                    AddLiteral(packed, end);

                    List<byte> expected = [.. start];
                    for (int i = 0; i < count; i++)
                    {
                        expected.Add(expected[^distance]);
                    }
                    expected.AddRange(end);
                    byte[] output = new byte[distance + count + behind];
                    Snappy.TryDecode(packed.ToArray(), output, out _).ShouldBeTrue($"{distance} {count} {behind}");
                    output.AsSpan().SequenceEqual(expected.ToArray()).ShouldBeTrue($"distance {distance}, count {count}, {behind} behind");
                }
            }
        }
    }

    [Fact]
    public void Contents_survive_there_and_back_and_equal_the_other_decoder()
    {
        for (int seed = 0; seed < 300; seed++)
        {
            byte[] content = RandomContent(new Random(seed));
            byte[] packed = Snappy.Encode(content);
            Snappy.TryGetLength(packed, out int length).ShouldBeTrue();
            length.ShouldBe(content.Length, $"seed {seed}");
            byte[] output = new byte[length];
            Snappy.TryDecode(packed, output, out int written).ShouldBeTrue($"seed {seed}");
            written.ShouldBe(length);
            output.AsSpan().SequenceEqual(content).ShouldBeTrue($"seed {seed}");
        }
    }

    [Fact]
    public void Longest_content_survives_there_and_back()
    {
        byte[] content = new byte[Snappy.MaxLength];
        new Random(1).NextBytes(content.AsSpan(0, 100_000));
        byte[] output = new byte[content.Length];
        Snappy.TryDecode(Snappy.Encode(content), output, out int written).ShouldBeTrue();
        written.ShouldBe(content.Length);
        output.AsSpan().SequenceEqual(content).ShouldBeTrue();
    }

    [Fact]
    public void Fuzzed_bytes_never_throw_and_never_write_outside()
    {
        const int Seed = 12;
        Random random = new(Seed);
        byte[] guarded = new byte[70_000];
        int accepted = 0;
        for (int run = 0; run < 400; run++)
        {
            byte[] packed = random.Next(4) == 0 ? new byte[random.Next(40)] : Snappy.Encode(RandomContent(random));
            if (packed.Length > 0 && packed[0] == 0)
            {
                random.NextBytes(packed);
            }
            for (int flips = random.Next(4); flips > 0 && packed.Length > 0; flips--)
            {
                packed[random.Next(packed.Length)] = (byte)random.Next(256);
            }
            int room = random.Next(guarded.Length - 64);
            guarded.AsSpan(room, 64).Fill(0x5A);
            if (Snappy.TryDecode(packed.AsSpan(0, random.Next(8) == 0 ? random.Next(packed.Length + 1) : packed.Length), guarded.AsSpan(0, room), out int written))
            {
                accepted++;
                written.ShouldBeLessThanOrEqualTo(room);
            }
            guarded.AsSpan(room, 64).ContainsAnyExcept((byte)0x5A).ShouldBeFalse($"seed {Seed}, run {run}");
        }
        accepted.ShouldBeGreaterThan(10);
    }

    [Fact]
    public void Unpacking_allocates_nothing()
    {
        byte[] packed = Snappy.Encode(new byte[4096]);
        byte[] output = new byte[4096];
        Budget.Allocates(0, () => Snappy.TryDecode(packed, output, out _));
    }

    private static byte[] RandomContent(Random random)
    {
        byte[] content = new byte[random.Next(3) switch { 0 => random.Next(20), 1 => random.Next(3000), _ => random.Next(60_000) }];
        int at = 0;
        while (at < content.Length)
        {
            int count = Math.Min(random.Next(1, 100), content.Length - at);
            Span<byte> part = content.AsSpan(at, count);
            switch (random.Next(3))
            {
                case 0:
                    random.NextBytes(part);
                    break;
                case 1:
                    part.Fill((byte)random.Next(256));
                    break;
                default:
                    int distance = random.Next(1, at + 2);
                    for (int i = 0; i < count; i++)
                    {
                        part[i] = at + i >= distance ? content[at + i - distance] : (byte)i;
                    }
                    break;
            }
            at += count;
        }
        return content;
    }

    private static void AddLength(List<byte> packed, int length)
    {
        for (; length >= 0x80; length >>= 7)
        {
            packed.Add((byte)(length | 0x80));
        }
        packed.Add((byte)length);
    }

    private static void AddLiteral(List<byte> packed, byte[] bytes)
    {
        if (bytes.Length == 0)
        {
            return;
        }
        if (bytes.Length <= 60)
        {
            packed.Add((byte)((bytes.Length - 1) << 2));
        }
        else
        {
            packed.Add(60 << 2);
            packed.Add((byte)(bytes.Length - 1));
        }
        packed.AddRange(bytes);
    }
}
