using System.Globalization;

namespace Weir.Traffic;

/// <summary>TCP and UDP ports <paramref name="First"/> to <paramref name="Last"/> become <paramref name="To"/> and those after it, or all of them <paramref name="To"/> when <paramref name="ToOne"/>.</summary>
internal readonly record struct PortRule(ushort First, ushort Last, ushort To, bool ToOne)
{
    /// <summary>The port after the rule; false when the rule does not hold for it.</summary>
    public bool TryMap(ushort port, out ushort mapped)
    {
        mapped = port;
        if (port < First || port > Last) { return false; }
        mapped = ToOne ? To : (ushort)(To + (port - First));
        return true;
    }

    /// <summary>Reads a list <c>80=8080,1000-1999=3000,2000-2999=12000-12999</c>.</summary>
    /// <exception cref="WeirException">It is no such list, or a range becomes one of another length.</exception>
    public static IReadOnlyList<PortRule> Parse(string text)
    {
        var rules = new List<PortRule>();
        foreach (string pair in text.Split(',', StringSplitOptions.TrimEntries))
        {
            int equals = pair.IndexOf('=');
            if (equals < 0 || !TryRange(pair.AsSpan(0, equals), out ushort first, out ushort last) || !TryRange(pair.AsSpan(equals + 1), out ushort to, out ushort toLast))
            {
                throw new WeirException($"'{pair}' is no map of ports: write FROM=TO, such as 80=8080 or 2000-2999=12000-12999");
            }

            if (to != toLast && toLast - to != last - first) { throw new WeirException($"'{pair}' maps {last - first + 1} ports to {toLast - to + 1}: the ranges must be of one length, or the second a single port"); }
            rules.Add(new PortRule(first, last, to, to == toLast));
        }

        return rules;
    }

    private static bool TryRange(ReadOnlySpan<char> text, out ushort first, out ushort last)
    {
        last = 0;
        int dash = text.IndexOf('-');
        return TryPort(dash < 0 ? text : text[..dash], out first) && TryPort(dash < 0 ? text : text[(dash + 1)..], out last) && first <= last;
    }

    private static bool TryPort(ReadOnlySpan<char> text, out ushort port) => ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port);
}
