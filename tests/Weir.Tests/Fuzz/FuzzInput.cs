using System.Buffers.Binary;

namespace Weir.Tests.Fuzz;

/// <summary>Makes damaged inputs of good ones, as a network, a full disk or an enemy would.</summary>
internal static class FuzzInput
{
    private static readonly ulong[] Borders = [0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff, long.MaxValue, ulong.MaxValue];

    /// <summary>One of the seeds with 0 to 7 changes.</summary>
    public static byte[] Next(IReadOnlyList<byte[]> seeds, Random random)
    {
        byte[] input = [.. seeds[random.Next(seeds.Count)]];
        for (int changes = random.Next(8); changes > 0; changes--) { input = Damage(input, seeds, random); }
        return input;
    }

    private static byte[] Damage(byte[] input, IReadOnlyList<byte[]> seeds, Random random)
    {
        if (input.Length == 0) { return [.. seeds[random.Next(seeds.Count)]]; }
        int at = random.Next(input.Length);
        int count = Math.Min(input.Length - at, 1 + random.Next(random.Next(4) == 0 ? 200 : 12));
        switch (random.Next(10))
        {
            case 0:
            case 1:
                input[at] ^= (byte)(1 << random.Next(8));
                return input;
            case 2:
            case 3:
                input[at] = (byte)random.Next(256);
                return input;
            case 4:
                return input[..at];
            case 5:
                return [.. input[..at], .. input[(at + count)..]];
            case 6:
                byte[] more = new byte[count];
                random.NextBytes(more);
                return [.. input[..at], .. more, .. input[at..]];
            case 7:
                return [.. input[..(at + count)], .. input[at..]];
            case 8:
                WriteBorder(input.AsSpan(at), random);
                return input;
            default:
                // The end of another seed behind the beginning of this one.
                byte[] other = seeds[random.Next(seeds.Count)];
                return [.. input[..at], .. other[random.Next(other.Length + 1)..]];
        }
    }

    // Numbers at which a length, a count or a sign goes wrong, in either byte order.
    private static void WriteBorder(Span<byte> target, Random random)
    {
        ulong border = Borders[random.Next(Borders.Length)];
        bool bigEndian = random.Next(2) == 0;
        Span<byte> bytes = stackalloc byte[8];
        if (bigEndian) { BinaryPrimitives.WriteUInt64BigEndian(bytes, border); }
        else { BinaryPrimitives.WriteUInt64LittleEndian(bytes, border); }
        int width = Math.Min(1 << random.Next(4), target.Length);
        (bigEndian ? bytes[(8 - width)..] : bytes[..width]).CopyTo(target);
    }
}
