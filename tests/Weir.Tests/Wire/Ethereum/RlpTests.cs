using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Weir.Tests.Fixtures;
using Weir.Wire.Ethereum;

namespace Weir.Tests.Wire.Ethereum;

public sealed partial class RlpTests
{
    [Fact]
    public void Plain_vectors_are_written_as_published_and_read_back()
    {
        int cases = 0;
        foreach (JsonElement vector in KlaytnVectors.Get("rlp_encode_plain").GetProperty("cases").EnumerateArray())
        {
            RlpWriter writer = new(1);
            WriteValue(writer, vector.GetProperty("value"));
            Convert.ToHexStringLower(writer.WrittenSpan).ShouldBe(vector.Text("rlp"));
            RlpReader reader = new(writer.WrittenSpan);
            CheckValue(ref reader, vector.GetProperty("value"));
            reader.IsEmpty.ShouldBeTrue();
            cases++;
        }
        cases.ShouldBe(21);
    }

    // The Go literals are labels: those whose value can be read off them are written and compared, all others are taken apart and put together again.
    [Fact]
    public void Go_vectors_are_written_as_published_where_the_literal_says_the_value_and_survive_a_round_trip()
    {
        int cases = 0;
        int fromLiteral = 0;
        foreach (JsonElement vector in KlaytnVectors.Get("rlp_encode").GetProperty("cases").EnumerateArray())
        {
            string literal = vector.Text("go_value");
            byte[] rlp = vector.Bytes("rlp");
            RlpWriter copy = new();
            RlpReader reader = new(rlp);
            cases++;
            if (literal is "struct{ E testEncoderValueMethod }{}" or "undecodableEncoder(func() {})")
            {
                // Go lets a type write what it likes: these two are no RLP.
                Rewrite(ref reader, copy).ShouldBeFalse(literal);
                continue;
            }
            Rewrite(ref reader, copy).ShouldBeTrue(literal);
            Convert.ToHexStringLower(copy.WrittenSpan).ShouldBe(vector.Text("rlp"), literal);

            RlpWriter writer = new();
            if (TryWriteLiteral(writer, literal))
            {
                Convert.ToHexStringLower(writer.WrittenSpan).ShouldBe(vector.Text("rlp"), literal);
                fromLiteral++;
            }
        }
        cases.ShouldBe(104);
        fromLiteral.ShouldBeGreaterThanOrEqualTo(50);
    }

    [Theory]
    // A byte below 0x80 with a header; long forms that were short enough for a short one, of both kinds; leading zeros in lengths.
    [InlineData("8100")]
    [InlineData("817f")]
    [InlineData("b800")]
    [InlineData("b837" + Fifty5)]
    [InlineData("f837" + Fifty5)]
    [InlineData("b90038" + Fifty6)]
    [InlineData("f90038" + Fifty6)]
    // Too little data: in the header, in the payload, and lengths near and over 2^31, 2^32 and 2^63.
    [InlineData("81")]
    [InlineData("8261")]
    [InlineData("c1")]
    [InlineData("c281")]
    [InlineData("b8")]
    [InlineData("b838" + Fifty5)]
    [InlineData("f838" + Fifty5)]
    [InlineData("b9ff")]
    [InlineData("b9ffff" + Fifty6)]
    [InlineData("bb7fffffff" + Fifty6)]
    [InlineData("bbffffffff" + Fifty6)]
    [InlineData("bf7fffffffffffffff" + Fifty6)]
    [InlineData("bfffffffffffffffff" + Fifty6)]
    [InlineData("ffffffffffffffffff" + Fifty6)]
    [InlineData("bf0000000000000038" + Fifty6)]
    public void Malformed_items_are_refused_and_nothing_moves(string hex)
    {
        byte[] bytes = Convert.FromHexString(hex);
        RlpReader reader = new(bytes);
        reader.PeekKind().ShouldBe(RlpKind.Malformed);
        reader.TryReadBytes(out ReadOnlySpan<byte> read).ShouldBeFalse();
        read.IsEmpty.ShouldBeTrue();
        reader.TryReadList(out RlpReader items).ShouldBeFalse();
        items.IsEmpty.ShouldBeTrue();
        reader.TrySkip().ShouldBeFalse();
        reader.TryReadItem(out ReadOnlySpan<byte> item).ShouldBeFalse();
        item.IsEmpty.ShouldBeTrue();
        reader.TryReadUInt64(out ulong number).ShouldBeFalse();
        number.ShouldBe(0UL);
        reader.TryReadInteger(out _).ShouldBeFalse();
        reader.TryReadFixed(0, out _).ShouldBeFalse();
        reader.TryReadBoolean(out _).ShouldBeFalse();
        reader.TryCount(out _).ShouldBeFalse();
        reader.Remaining.Length.ShouldBe(bytes.Length);
    }

    [Theory]
    [InlineData("00", RlpKind.Bytes, 1)]
    [InlineData("7f", RlpKind.Bytes, 1)]
    [InlineData("80", RlpKind.Bytes, 0)]
    [InlineData("8180", RlpKind.Bytes, 1)]
    [InlineData("b7" + Fifty5, RlpKind.Bytes, 55)]
    [InlineData("b838" + Fifty6, RlpKind.Bytes, 56)]
    [InlineData("c0", RlpKind.List, 0)]
    [InlineData("c100", RlpKind.List, 1)]
    [InlineData("f7" + Fifty5, RlpKind.List, 55)]
    [InlineData("f838" + Fifty6, RlpKind.List, 56)]
    public void Well_formed_items_are_read_and_what_follows_stays(string hex, RlpKind kind, int payload)
    {
        byte[] bytes = Convert.FromHexString(hex + "05");
        RlpReader reader = new(bytes);
        reader.PeekKind().ShouldBe(kind);
        if (kind == RlpKind.List)
        {
            reader.TryReadBytes(out _).ShouldBeFalse();
            reader.TryReadFixed(payload, out _).ShouldBeFalse();
            reader.TryReadList(out RlpReader items).ShouldBeTrue();
            items.Remaining.Length.ShouldBe(payload);
        }
        else
        {
            reader.TryReadList(out _).ShouldBeFalse();
            reader.TryReadFixed(payload + 1, out _).ShouldBeFalse();
            RlpReader copy = reader;
            copy.TryReadFixed(payload, out ReadOnlySpan<byte> exact).ShouldBeTrue();
            exact.Length.ShouldBe(payload);
            reader.TryReadBytes(out ReadOnlySpan<byte> read).ShouldBeTrue();
            read.ToArray().ShouldBe(bytes[(bytes.Length - 1 - payload)..^1]);
        }
        reader.Remaining.ToArray().ShouldBe([5]);
        reader = new RlpReader(bytes);
        reader.TryReadItem(out ReadOnlySpan<byte> item).ShouldBeTrue();
        item.Length.ShouldBe(bytes.Length - 1);
        reader.TryReadUInt64(out ulong five).ShouldBeTrue();
        five.ShouldBe(5UL);
        reader.IsEmpty.ShouldBeTrue();
        reader.PeekKind().ShouldBe(RlpKind.End);
        reader.TryReadBytes(out _).ShouldBeFalse();
        reader.TryReadList(out _).ShouldBeFalse();
        reader.TrySkip().ShouldBeFalse();
    }

    [Theory]
    [InlineData("80", true, 0UL)]
    [InlineData("01", true, 1UL)]
    [InlineData("7f", true, 127UL)]
    [InlineData("8180", true, 128UL)]
    [InlineData("88ffffffffffffffff", true, ulong.MaxValue)]
    [InlineData("00", false, 0UL)]
    [InlineData("820001", false, 0UL)]
    [InlineData("89010000000000000000", false, 0UL)]
    [InlineData("c0", false, 0UL)]
    public void Integers_have_no_leading_zeros_and_64_bits(string hex, bool valid, ulong value)
    {
        byte[] bytes = Convert.FromHexString(hex);
        RlpReader reader = new(bytes);
        reader.TryReadUInt64(out ulong read).ShouldBe(valid);
        read.ShouldBe(value);
        reader.Remaining.Length.ShouldBe(valid ? 0 : bytes.Length);
    }

    [Fact]
    public void Integers_of_any_size_are_read_as_their_bytes()
    {
        RlpReader reader = new(Convert.FromHexString("89010000000000000000" + "80" + "820001"));
        reader.TryReadInteger(out ReadOnlySpan<byte> big).ShouldBeTrue();
        Convert.ToHexStringLower(big).ShouldBe("010000000000000000");
        reader.TryReadInteger(out ReadOnlySpan<byte> zero).ShouldBeTrue();
        zero.IsEmpty.ShouldBeTrue();
        reader.TryReadInteger(out _).ShouldBeFalse();
        reader.Remaining.Length.ShouldBe(3);
    }

    [Theory]
    [InlineData("80", true, false)]
    [InlineData("01", true, true)]
    [InlineData("02", false, false)]
    [InlineData("00", false, false)]
    [InlineData("8180", false, false)]
    [InlineData("c0", false, false)]
    public void Booleans_are_01_or_80(string hex, bool valid, bool value)
    {
        RlpReader reader = new(Convert.FromHexString(hex));
        reader.TryReadBoolean(out bool read).ShouldBe(valid);
        read.ShouldBe(value);
        reader.IsEmpty.ShouldBe(valid);
    }

    [Fact]
    public void Count_sees_all_items_without_moving_and_tells_when_one_is_malformed()
    {
        RlpReader reader = new(Convert.FromHexString("01c2800282ffff80"));
        reader.TryCount(out int count).ShouldBeTrue();
        count.ShouldBe(4);
        reader.Remaining.Length.ShouldBe(8);
        RlpReader broken = new(Convert.FromHexString("01c28002b8"));
        broken.TryCount(out _).ShouldBeFalse();
        new RlpReader(default).TryCount(out int none).ShouldBeTrue();
        none.ShouldBe(0);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(55, 1)]
    [InlineData(56, 2)]
    [InlineData(255, 2)]
    [InlineData(256, 3)]
    [InlineData(65535, 3)]
    [InlineData(65536, 4)]
    [InlineData(16777215, 4)]
    [InlineData(16777216, 5)]
    public void Headers_grow_with_the_length_for_strings_and_lists(int length, int header)
    {
        byte[] content = new byte[length];
        RlpWriter writer = new();
        writer.Write(0x99);
        writer.Write(content);
        writer.Length.ShouldBe(2 + header + length);
        RlpReader reader = new(writer.WrittenSpan);
        reader.TrySkip().ShouldBeTrue();
        reader.TryReadBytes(out ReadOnlySpan<byte> read).ShouldBeTrue();
        read.Length.ShouldBe(length);

        writer.Clear();
        writer.Length.ShouldBe(0);
        int list = writer.BeginList();
        writer.WriteEncoded(content);
        writer.EndList(list);
        writer.Write(0x98);
        writer.Length.ShouldBe(header + length + 2);
        reader = new RlpReader(writer.WrittenSpan);
        reader.TryReadList(out RlpReader items).ShouldBeTrue();
        items.Remaining.SequenceEqual(content).ShouldBeTrue();
        reader.TryReadUInt64(out ulong after).ShouldBeTrue();
        after.ShouldBe(0x98UL);
    }

    [Fact]
    public void Writer_leaves_leading_zeros_of_integers_away_and_writes_truth()
    {
        RlpWriter writer = new();
        writer.WriteInteger([0, 0, 1, 0]);
        writer.WriteInteger([0, 0]);
        writer.Write(true);
        writer.Write(false);
        Convert.ToHexStringLower(writer.ToArray()).ShouldBe("820100" + "80" + "01" + "80");
    }

    [Fact]
    public void EndList_refuses_what_is_no_mark()
    {
        RlpWriter writer = new();
        Should.Throw<ArgumentOutOfRangeException>(() => writer.EndList(0));
        writer.Write(1);
        Should.Throw<ArgumentOutOfRangeException>(() => writer.EndList(1));
        Should.Throw<ArgumentOutOfRangeException>(() => writer.EndList(-1));
    }

    [Fact]
    public void Random_trees_survive_there_and_back_byte_for_byte()
    {
        for (int seed = 0; seed < 500; seed++)
        {
            Random random = new(seed);
            RlpWriter writer = new(random.Next(1, 40));
            WriteRandom(writer, random, 0);
            RlpWriter copy = new();
            RlpReader reader = new(writer.WrittenSpan);
            Rewrite(ref reader, copy).ShouldBeTrue($"seed {seed}");
            copy.WrittenSpan.SequenceEqual(writer.WrittenSpan).ShouldBeTrue($"seed {seed}");
        }
    }

    // Canonical means: whatever is accepted is what the writer would have written.
    [Fact]
    public void Fuzzed_bytes_never_throw_and_what_is_accepted_is_canonical()
    {
        const int Seed = 11;
        Random random = new(Seed);
        int accepted = 0;
        for (int run = 0; run < 3000; run++)
        {
            RlpWriter writer = new();
            WriteRandom(writer, random, 0);
            byte[] bytes = writer.ToArray();
            for (int flips = random.Next(0, 4); flips > 0 && bytes.Length > 0; flips--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }
            int length = random.Next(2) == 0 ? bytes.Length : random.Next(bytes.Length + 1);
            RlpReader reader = new(bytes.AsSpan(0, length));
            RlpWriter copy = new();
            if (Rewrite(ref reader, copy))
            {
                accepted++;
                copy.WrittenSpan.SequenceEqual(bytes.AsSpan(0, length)).ShouldBeTrue($"seed {Seed}, run {run}: {Convert.ToHexStringLower(bytes.AsSpan(0, length))}");
            }
        }
        accepted.ShouldBeGreaterThan(100);
    }

    [Fact]
    public void Reading_and_writing_again_allocate_nothing()
    {
        RlpWriter writer = new();
        Budget.Allocates(0, () =>
        {
            writer.Clear();
            int list = writer.BeginList();
            writer.Write(7);
            writer.Write("some bytes"u8);
            writer.EndList(list);
            RlpReader reader = new(writer.WrittenSpan);
            reader.TryReadList(out RlpReader items);
            items.TryCount(out _);
            items.TryReadUInt64(out _);
            items.TryReadBytes(out _);
        });
    }

    private const string Fifty5 = "11111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111";
    private const string Fifty6 = "22" + Fifty5;

    private static void WriteValue(RlpWriter writer, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Number:
                writer.Write(value.GetUInt64());
                break;
            case JsonValueKind.Object:
                writer.Write(value.Bytes("hex"));
                break;
            default:
                int list = writer.BeginList();
                foreach (JsonElement item in value.EnumerateArray())
                {
                    WriteValue(writer, item);
                }
                writer.EndList(list);
                break;
        }
    }

    private static void CheckValue(ref RlpReader reader, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Number:
                reader.TryReadUInt64(out ulong number).ShouldBeTrue();
                number.ShouldBe(value.GetUInt64());
                break;
            case JsonValueKind.Object:
                reader.TryReadBytes(out ReadOnlySpan<byte> bytes).ShouldBeTrue();
                bytes.ToArray().ShouldBe(value.Bytes("hex"));
                break;
            default:
                reader.TryReadList(out RlpReader items).ShouldBeTrue();
                items.TryCount(out int count).ShouldBeTrue();
                count.ShouldBe(value.GetArrayLength());
                foreach (JsonElement item in value.EnumerateArray())
                {
                    CheckValue(ref items, item);
                }
                items.IsEmpty.ShouldBeTrue();
                break;
        }
    }

    /// <summary>Reads everything and writes it again; false as soon as something is malformed.</summary>
    private static bool Rewrite(ref RlpReader reader, RlpWriter writer)
    {
        while (true)
        {
            switch (reader.PeekKind())
            {
                case RlpKind.End:
                    return true;
                case RlpKind.Bytes:
                    reader.TryReadBytes(out ReadOnlySpan<byte> bytes).ShouldBeTrue();
                    writer.Write(bytes);
                    break;
                case RlpKind.List:
                    reader.TryReadList(out RlpReader items).ShouldBeTrue();
                    int list = writer.BeginList();
                    if (!Rewrite(ref items, writer))
                    {
                        return false;
                    }
                    writer.EndList(list);
                    break;
                default:
                    return false;
            }
        }
    }

    private static void WriteRandom(RlpWriter writer, Random random, int depth)
    {
        for (int items = random.Next(0, 6); items > 0; items--)
        {
            switch (random.Next(depth < 4 ? 4 : 3))
            {
                case 0:
                    writer.Write((ulong)random.NextInt64() >> random.Next(64));
                    break;
                case 1:
                    byte[] bytes = new byte[random.Next(4) == 0 ? random.Next(400) : random.Next(4)];
                    random.NextBytes(bytes);
                    writer.Write(bytes);
                    break;
                case 2:
                    writer.Write(new byte[random.Next(53, 59)]);
                    break;
                default:
                    int list = writer.BeginList();
                    WriteRandom(writer, random, depth + 1);
                    writer.EndList(list);
                    break;
            }
        }
    }

    /// <summary>Understands numbers, truth values, strings, and arrays and slices of bytes or numbers as Go writes them.</summary>
    private static bool TryWriteLiteral(RlpWriter writer, string literal)
    {
        if (literal is "true" or "false")
        {
            writer.Write(literal == "true");
            return true;
        }
        if (Integer().Match(literal) is { Success: true } integer && TryNumber(integer.Groups[1].Value, out BigInteger number))
        {
            writer.WriteInteger(number.ToByteArray(isUnsigned: true, isBigEndian: true));
            return true;
        }
        if (ByteList().Match(literal) is { Success: true } bytes)
        {
            byte[] values = bytes.Groups[2].Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Select(text => TryNumber(text, out BigInteger value) ? (byte)value : throw new FormatException(literal)).ToArray();
            int length = bytes.Groups[1].Value.Length == 0 ? values.Length : int.Parse(bytes.Groups[1].Value, CultureInfo.InvariantCulture);
            Array.Resize(ref values, length);
            writer.Write(values);
            return true;
        }
        if (Numbers().Match(literal) is { Success: true } numbers)
        {
            int list = writer.BeginList();
            foreach (string text in numbers.Groups[1].Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            {
                if (!TryNumber(text, out BigInteger value))
                {
                    return false;
                }
                writer.Write((ulong)value);
            }
            writer.EndList(list);
            return true;
        }
        if (literal is ['"', .., '"'] && !literal.Contains('\\'))
        {
            writer.Write(Encoding.ASCII.GetBytes(literal[1..^1]));
            return true;
        }
        return false;
    }

    private static bool TryNumber(string text, out BigInteger number) => text.StartsWith("0x", StringComparison.Ordinal)
        ? BigInteger.TryParse("0" + text[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out number)
        : BigInteger.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    [GeneratedRegex(@"^\*?(?:u?int\d*|big\.NewInt)\((\w+)\)$")]
    private static partial Regex Integer();

    [GeneratedRegex(@"^\[(\d*)\](?:byte|namedByteType|uint8)\{([\w, ]*)\}$")]
    private static partial Regex ByteList();

    [GeneratedRegex(@"^\[\d*\]uint\d*\{([\w, ]*)\}$")]
    private static partial Regex Numbers();
}
