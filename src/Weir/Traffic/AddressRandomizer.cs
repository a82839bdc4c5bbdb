using Weir.Wire.Frames;

namespace Weir.Traffic;

/// <summary>
/// Other addresses by a seed, prefix by prefix: two addresses that agree in their first n bits agree in exactly n bits afterwards, so networks stay networks, and the map is one to one. The first bits stay as
/// they are (<see cref="KeptIPv4"/>, <see cref="KeptIPv6"/>), and with them what kind of address it is: loopback, multicast and broadcast are not touched.
/// </summary>
internal sealed class AddressRandomizer(ulong seed)
{
    /// <summary>Leading bits of an IPv4 address that stay.</summary>
    public const int KeptIPv4 = 8;

    /// <summary>Leading bits of an IPv6 address that stay.</summary>
    public const int KeptIPv6 = 16;

    // Bounds the memory for captures with many addresses; what is forgotten is computed again, with the same result.
    private const int Remembered = 1 << 18;
    private readonly Dictionary<IpAddress, IpAddress> _known = [];

    /// <summary>The other address.</summary>
    public IpAddress Map(IpAddress address)
    {
        if (IsSpecial(address)) { return address; }
        if (_known.TryGetValue(address, out IpAddress mapped)) { return mapped; }
        if (_known.Count == Remembered) { _known.Clear(); }
        mapped = Compute(address);
        _known.Add(address, mapped);
        return mapped;
    }

    private IpAddress Compute(IpAddress address)
    {
        UInt128 value = address.Value;
        UInt128 result = value;
        for (int bit = address.IsIPv4 ? 96 + KeptIPv4 : KeptIPv6; bit < 128; bit++)
        {
            // Whether this bit is turned depends on the bits before it only.
            UInt128 before = bit == 0 ? UInt128.Zero : value >> (128 - bit);
            ulong hash = Mix(Mix(Mix(seed + (ulong)bit) ^ (ulong)before) ^ (ulong)(before >> 64));
            if ((hash & 1) != 0) { result ^= UInt128.One << (127 - bit); }
        }

        return new IpAddress(result);
    }

    private static bool IsSpecial(IpAddress address)
    {
        if (!address.IsIPv4) { return address.Value <= 1 || address.Value >> 120 == 0xff; }
        uint value = (uint)address.Value;
        return value >> 24 is 0 or 127 or >= 224;
    }

    /// <summary>The finaliser of SplitMix64: every input bit moves every output bit.</summary>
    private static ulong Mix(ulong value)
    {
        value += 0x9e3779b97f4a7c15;
        value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
        value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
        return value ^ (value >> 31);
    }
}
