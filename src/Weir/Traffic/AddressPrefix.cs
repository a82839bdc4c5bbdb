using System.Globalization;
using Weir.Wire.Frames;

namespace Weir.Traffic;

/// <summary>Addresses that begin alike: an address and how many of its leading bits count, 0 to 32 for IPv4 and 0 to 128 for IPv6.</summary>
internal readonly record struct AddressPrefix(IpAddress Address, int Length)
{
    /// <summary>The leading bits of <see cref="Address"/> that count, as a mask over its 128-bit form.</summary>
    public UInt128 Mask => MaskOf(Address.IsIPv4, Length);

    /// <summary>True for an address of the same version with the same leading bits.</summary>
    public bool Contains(IpAddress address) => address.IsIPv4 == Address.IsIPv4 && ((address.Value ^ Address.Value) & Mask) == 0;

    /// <summary>Reads <c>10.0.0.0/8</c>, <c>fd00::/16</c> or a single address. False for anything else.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out AddressPrefix prefix)
    {
        prefix = default;
        int slash = text.IndexOf('/');
        if (!IpAddress.TryParse(slash < 0 ? text : text[..slash], out IpAddress address)) { return false; }
        int most = address.IsIPv4 ? 32 : 128;
        int length = most;
        if (slash >= 0 && (!int.TryParse(text[(slash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out length) || length > most)) { return false; }
        prefix = new AddressPrefix(address, length);
        return true;
    }

    /// <summary>As it is written on a command line.</summary>
    public override string ToString() => $"{Address}/{Length}";

    /// <summary>A mask of <paramref name="length"/> leading bits of an address of this version.</summary>
    internal static UInt128 MaskOf(bool isIPv4, int length)
    {
        int bits = isIPv4 ? 96 + length : length;
        return bits == 0 ? UInt128.Zero : UInt128.MaxValue << (128 - bits);
    }
}
