using Weir.Wire.Frames;

namespace Weir.Traffic;

/// <summary>
/// Addresses of <paramref name="From"/> get the leading bits of <paramref name="To"/> and keep the rest of their own: <c>10.0.0.0/8=192.168.1.0/24</c> makes 192.168.1.3 of 10.1.2.3.
/// With prefixes of the same length the way back is the rule turned around.
/// </summary>
internal sealed record AddressRule(AddressPrefix From, AddressPrefix To)
{
    /// <summary>The address after the rule, or the same one when the rule does not hold for it.</summary>
    public bool TryMap(IpAddress address, out IpAddress mapped)
    {
        mapped = address;
        if (!From.Contains(address)) { return false; }
        UInt128 mask = To.Mask;
        mapped = new IpAddress((address.Value & ~mask) | (To.Address.Value & mask));
        return true;
    }

    /// <summary>Reads a list <c>FROM=TO,FROM=TO</c> of prefixes or single addresses.</summary>
    /// <exception cref="WeirException">It is no such list, or a pair mixes the versions.</exception>
    public static IReadOnlyList<AddressRule> Parse(string text)
    {
        var rules = new List<AddressRule>();
        foreach (string pair in text.Split(',', StringSplitOptions.TrimEntries))
        {
            int equals = pair.IndexOf('=');
            if (equals < 0 || !AddressPrefix.TryParse(pair.AsSpan(0, equals), out AddressPrefix from) || !AddressPrefix.TryParse(pair.AsSpan(equals + 1), out AddressPrefix to))
            {
                throw new WeirException($"'{pair}' is no map of addresses: write FROM=TO, such as 10.0.0.0/8=192.168.1.0/24 or fd00::1=fd00::2");
            }

            if (from.Address.IsIPv4 != to.Address.IsIPv4) { throw new WeirException($"'{pair}' maps one version of IP to the other: the packets would need other headers"); }
            rules.Add(new AddressRule(from, to));
        }

        return rules;
    }
}
