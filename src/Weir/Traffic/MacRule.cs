using Weir.Wire.Frames;

namespace Weir.Traffic;

/// <summary>What becomes of one of a frame's hardware addresses: one value for the packets of clients, one for those of servers.</summary>
internal sealed record MacRule(MacAddress OfClients, MacAddress OfServers)
{
    /// <summary>Reads <c>MAC</c>, or <c>MAC,MAC</c> for packets of clients and of servers.</summary>
    /// <exception cref="WeirException">It is neither.</exception>
    public static MacRule Parse(string text)
    {
        string[] parts = text.Split(',', StringSplitOptions.TrimEntries);
        if (parts.Length > 2 || !MacAddress.TryParse(parts[0], out MacAddress clients) || !MacAddress.TryParse(parts[^1], out MacAddress servers))
        {
            throw new WeirException($"'{text}' is no hardware address: write 02:00:00:00:00:01, or two with a comma for packets of clients and of servers");
        }

        return new MacRule(clients, servers);
    }

    /// <summary>Reads a list <c>MAC=MAC,MAC=MAC</c>.</summary>
    /// <exception cref="WeirException">It is no such list.</exception>
    public static IReadOnlyDictionary<MacAddress, MacAddress> ParseMap(string text)
    {
        var map = new Dictionary<MacAddress, MacAddress>();
        foreach (string pair in text.Split(',', StringSplitOptions.TrimEntries))
        {
            int equals = pair.IndexOf('=');
            if (equals < 0 || !MacAddress.TryParse(pair.AsSpan(0, equals), out MacAddress from) || !MacAddress.TryParse(pair.AsSpan(equals + 1), out MacAddress to))
            {
                throw new WeirException($"'{pair}' is no map of hardware addresses: write 02:00:00:00:00:01=02:00:00:00:00:02");
            }

            map[from] = to;
        }

        return map;
    }
}
