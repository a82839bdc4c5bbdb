using Weir.Wire.Frames;

namespace Weir.Memory;

/// <summary>A network: all addresses of one version that begin with the same bits.</summary>
/// <param name="Address">An address in it.</param>
/// <param name="Length">Bits of the prefix: 0 to 32 for IPv4, 0 to 128 for IPv6.</param>
internal readonly record struct AddressBlock(IpAddress Address, int Length)
{
    // IPv4 addresses lie in the last 32 of 128 bits.
    private const int IPv4Offset = 96;

    /// <summary>True when the address is of this network.</summary>
    public bool Contains(IpAddress other)
    {
        if (other.IsIPv4 != Address.IsIPv4) { return false; }
        int bits = Address.IsIPv4 ? IPv4Offset + Length : Length;
        return bits == 0 || (other.Value ^ Address.Value) >> (128 - bits) == 0;
    }

    /// <summary>The address that means all stations of an IPv4 network (RFC 919 7); null where there is none: IPv6, and networks of one or two addresses.</summary>
    public IpAddress? Broadcast => Address.IsIPv4 && Length < 31 ? new IpAddress(Address.Value | ((UInt128.One << (32 - Length)) - 1)) : null;
}
