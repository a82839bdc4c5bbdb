using System.Globalization;

namespace Weir;

/// <summary>An Ethernet address.</summary>
/// <param name="Value">Its 48 bits, the first byte highest.</param>
public readonly record struct MacAddress(ulong Value)
{
    /// <summary>Writes the six bytes in the order of a frame.</summary>
    public void CopyTo(Span<byte> bytes)
    {
        for (int i = 0; i < 6; i++) { bytes[i] = (byte)(Value >> (40 - (8 * i))); }
    }

    /// <summary>Reads <c>xx:xx:xx:xx:xx:xx</c>; false when it is none.</summary>
    public static bool TryParse(string text, out MacAddress address)
    {
        address = default;
        if (text.Length != 17) { return false; }
        ulong value = 0;
        for (int i = 0; i < 6; i++)
        {
            if (i < 5 && text[(3 * i) + 2] is not (':' or '-')) { return false; }
            if (!byte.TryParse(text.AsSpan(3 * i, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte one)) { return false; }
            value = (value << 8) | one;
        }

        address = new MacAddress(value);
        return true;
    }

    /// <summary><c>xx:xx:xx:xx:xx:xx</c> in lower case.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{(byte)(Value >> 40):x2}:{(byte)(Value >> 32):x2}:{(byte)(Value >> 24):x2}:{(byte)(Value >> 16):x2}:{(byte)(Value >> 8):x2}:{(byte)Value:x2}");
}
