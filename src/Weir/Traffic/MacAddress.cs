using System.Globalization;

namespace Weir.Traffic;

/// <summary>A hardware address of 48 bits, as a number.</summary>
internal readonly record struct MacAddress(ulong Value)
{
    /// <summary>Length in bytes.</summary>
    public const int Size = 6;

    /// <summary>Reads the address at the start of <paramref name="bytes"/>, at least <see cref="Size"/> bytes.</summary>
    public static MacAddress Read(ReadOnlySpan<byte> bytes) =>
        new((ulong)bytes[0] << 40 | (ulong)bytes[1] << 32 | (ulong)bytes[2] << 24 | (ulong)bytes[3] << 16 | (ulong)bytes[4] << 8 | bytes[5]);

    /// <summary>Writes the address to the start of <paramref name="bytes"/>.</summary>
    public void Write(Span<byte> bytes)
    {
        for (int i = 0; i < Size; i++) { bytes[i] = (byte)(Value >> (40 - (8 * i))); }
    }

    /// <summary>Reads <c>02:00:00:00:00:01</c>, also with dashes. False for anything else.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out MacAddress address)
    {
        address = default;
        if (text.Length != 17) { return false; }
        ulong value = 0;
        for (int i = 0; i < Size; i++)
        {
            if (i > 0 && text[(3 * i) - 1] is not (':' or '-')) { return false; }
            if (!byte.TryParse(text.Slice(3 * i, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte part)) { return false; }
            value = value << 8 | part;
        }

        address = new MacAddress(value);
        return true;
    }

    /// <summary>As <c>02:00:00:00:00:01</c>.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Size];
        Write(bytes);
        return string.Create(CultureInfo.InvariantCulture, $"{bytes[0]:x2}:{bytes[1]:x2}:{bytes[2]:x2}:{bytes[3]:x2}:{bytes[4]:x2}:{bytes[5]:x2}");
    }
}
