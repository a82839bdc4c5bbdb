using System.Globalization;

namespace Weir.Control;

/// <summary>One port of one switch.</summary>
/// <param name="Datapath">The switch's number.</param>
/// <param name="Port">The port's number.</param>
public readonly record struct SwitchPort(ulong Datapath, uint Port) : IComparable<SwitchPort>
{
    /// <summary>Orders by switch, then by port.</summary>
    public int CompareTo(SwitchPort other) => Datapath != other.Datapath ? Datapath.CompareTo(other.Datapath) : Port.CompareTo(other.Port);

    /// <summary>True when it comes before the other.</summary>
    public static bool operator <(SwitchPort one, SwitchPort other) => one.CompareTo(other) < 0;

    /// <summary>True when it comes after the other.</summary>
    public static bool operator >(SwitchPort one, SwitchPort other) => one.CompareTo(other) > 0;

    /// <summary>True when it comes before the other or is the same.</summary>
    public static bool operator <=(SwitchPort one, SwitchPort other) => one.CompareTo(other) <= 0;

    /// <summary>True when it comes after the other or is the same.</summary>
    public static bool operator >=(SwitchPort one, SwitchPort other) => one.CompareTo(other) >= 0;

    /// <summary><c>0000000000000001:3</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Datapath:x16}:{Port}");
}
