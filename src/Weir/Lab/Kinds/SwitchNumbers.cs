using System.Globalization;
using System.Text;
using Weir.Lab.Plan;

namespace Weir.Lab.Kinds;

/// <summary>The numbers by which controllers know the switches of a lab.</summary>
internal static class SwitchNumbers
{
    /// <summary>True for a node that controllers know by a number.</summary>
    public static bool Has(NodePlan node) => node.Kind.Form.IndexOf("datapath-id") >= 0;

    /// <summary>The number that the file says; else that in the node's name, as Mininet does it (s12 is 12), where no other switch has the same one; else one that follows from the whole name.</summary>
    public static ulong Of(NodePlan node, LabPlan lab)
    {
        if (Said(node) is { } said) { return said; }
        if (InName(node.Name) is { } number && !lab.Nodes.Any(other => other.Name != node.Name && Has(other) && (Said(other) ?? InName(other.Name)) == number)) { return number; }
        // FNV-1a, 48 bits: the number's lower part is a MAC address (openflow-1.0 5.3.1).
        ulong hash = 14695981039346656037;
        foreach (byte one in Encoding.UTF8.GetBytes(node.Name)) { hash = (hash ^ one) * 1099511628211; }
        return hash & 0xffff_ffff_ffff;
    }

    private static ulong? Said(NodePlan node) => (ulong?)node.Settings.IntegerOrNull("datapath-id");

    private static ulong? InName(string name) => ulong.TryParse(string.Concat(name.Where(char.IsAsciiDigit)), CultureInfo.InvariantCulture, out ulong number) && number > 0 ? number : null;
}
