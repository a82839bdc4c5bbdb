using System.Globalization;

namespace Weir.Wire.Frames;

/// <summary>An Ethernet address: 48 bits in network order, the first byte of the wire uppermost.</summary>
public readonly record struct MacAddress(ulong Value) : IComparable<MacAddress>
{
    /// <summary>Length on the wire in bytes.</summary>
    public const int Size = 6;

    /// <summary>The address of every station, <c>ff:ff:ff:ff:ff:ff</c>.</summary>
    public static MacAddress Broadcast => new(0xffff_ffff_ffff);

    /// <summary>Reads an address from at least <see cref="Size"/> bytes.</summary>
    public static MacAddress Read(ReadOnlySpan<byte> bytes)
    {
        ulong value = 0;
        foreach (byte part in bytes[..Size]) { value = (value << 8) | part; }
        return new MacAddress(value);
    }

    /// <summary>Writes the <see cref="Size"/> bytes in the order of a frame.</summary>
    public void CopyTo(Span<byte> bytes)
    {
        for (int i = 0; i < Size; i++) { bytes[i] = (byte)(Value >> (8 * (Size - 1 - i))); }
    }

    /// <summary>Reads six groups of one or two hexadecimal digits between colons or hyphens; false for anything else.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out MacAddress address)
    {
        ulong value = 0;
        int groups = 0;
        address = default;
        foreach (Range range in text.SplitAny(':', '-'))
        {
            ReadOnlySpan<char> group = text[range];
            if (++groups > Size || group.Length > 2 || !byte.TryParse(group, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte part)) { return false; }
            value = (value << 8) | part;
        }

        address = new MacAddress(value);
        return groups == Size;
    }

    /// <summary>Orders by number.</summary>
    public int CompareTo(MacAddress other) => Value.CompareTo(other.Value);

    /// <summary>Six groups of two lower-case hexadecimal digits between colons.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{(byte)(Value >> 40):x2}:{(byte)(Value >> 32):x2}:{(byte)(Value >> 24):x2}:{(byte)(Value >> 16):x2}:{(byte)(Value >> 8):x2}:{(byte)Value:x2}");
}
