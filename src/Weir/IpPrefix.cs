using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Weir;

/// <summary>An address with the length of its prefix, such as <c>10.1.0.3/16</c> or <c>fd00:77:1::3/64</c>; host bits may be set.</summary>
/// <param name="Address">The address.</param>
/// <param name="Length">Bits of the prefix: 0 to 32 for IPv4, 0 to 128 for IPv6.</param>
public readonly record struct IpPrefix(IPAddress Address, int Length)
{
    /// <summary>True for IPv6.</summary>
    public bool IsV6 => Address.AddressFamily == AddressFamily.InterNetworkV6;

    /// <summary>The same prefix with all host bits cleared.</summary>
    public IpPrefix Network
    {
        get
        {
            Span<byte> bytes = stackalloc byte[16];
            Address.TryWriteBytes(bytes, out int count);
            for (int i = 0; i < count; i++)
            {
                int kept = Math.Clamp(Length - (8 * i), 0, 8);
                bytes[i] &= (byte)(0xff << (8 - kept));
            }

            return new IpPrefix(new IPAddress(bytes[..count]), Length);
        }
    }

    /// <summary>True when <paramref name="address"/> is of this family and prefix.</summary>
    public bool Contains(IPAddress address) => address.AddressFamily == Address.AddressFamily && new IpPrefix(address, Length).Network.Address.Equals(Network.Address);

    /// <summary>Reads <c>ADDRESS/LENGTH</c>; false when it is none.</summary>
    public static bool TryParse(string text, out IpPrefix prefix)
    {
        prefix = default;
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0 || !TryParseAddress(text[..slash], out IPAddress? address)) { return false; }
        if (!int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int length)) { return false; }
        if (length > (address!.AddressFamily == AddressFamily.InterNetworkV6 ? 128 : 32)) { return false; }
        prefix = new IpPrefix(address, length);
        return true;
    }

    /// <summary>Reads an address as people write it: four decimal numbers, or IPv6 without a zone.</summary>
    internal static bool TryParseAddress(string text, out IPAddress? address)
    {
        // IPAddress takes 10.1 and 0x0a000001 for IPv4 too, which in a file is a mistake.
        bool plain = text.Contains(':', StringComparison.Ordinal) ? !text.Contains('%', StringComparison.Ordinal) && !text.Contains('[', StringComparison.Ordinal) : text.Count(c => c == '.') == 3 && text.All(c => c == '.' || char.IsAsciiDigit(c));
        if (plain && IPAddress.TryParse(text, out address) && (text.Contains(':', StringComparison.Ordinal) || address.ToString() == text)) { return true; }
        address = null;
        return false;
    }

    /// <summary><c>ADDRESS/LENGTH</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Address}/{Length}");
}
