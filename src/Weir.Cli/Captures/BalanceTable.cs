using System.Text;

namespace Weir.Cli.Captures;

/// <summary>The balance of a run as <c>--stats</c> prints it on standard error: every waypoint that counted something, and whether the packets add up.</summary>
internal static class BalanceTable
{
    /// <summary>Writes the balance.</summary>
    public static void Write(Balance balance, CommandContext context)
    {
        Waypoint[] counted = [.. Enum.GetValues<Waypoint>().Where(w => balance[w] != 0)];
        int name = counted.Length == 0 ? 0 : counted.Max(w => NameOf(w).Length);
        int width = counted.Length == 0 ? 0 : counted.Max(w => balance[w].ToString(System.Globalization.CultureInfo.InvariantCulture).Length);
        foreach (Waypoint waypoint in counted)
        {
            string indent = Balance.RoleOf(waypoint) == WaypointRole.PacketEnd ? "  " : "";
            context.Error.WriteLine($"{(indent + NameOf(waypoint)).PadRight(name + 2)}  {balance[waypoint].ToString(System.Globalization.CultureInfo.InvariantCulture).PadLeft(width)}");
        }

        context.Error.WriteLine(balance.Holds
            ? $"packets in {balance[Waypoint.Captured]} = packets accounted for {balance.PacketsAccountedFor}"
            : $"packets in {balance[Waypoint.Captured]} but accounted for {balance.PacketsAccountedFor}: a fault in Weir");
    }

    /// <summary>The name of a waypoint for people and for JSON: lower case, words joined by hyphens (<c>segment-in-order</c>).</summary>
    public static string NameOf(Waypoint waypoint)
    {
        var text = new StringBuilder();
        foreach (char c in waypoint.ToString())
        {
            if (char.IsUpper(c) && text.Length > 0) { text.Append('-'); }
            text.Append(char.ToLowerInvariant(c));
        }

        return text.ToString();
    }
}
