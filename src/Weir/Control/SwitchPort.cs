using System.Globalization;

namespace Weir.Control;

/// <summary>One port of one switch.</summary>
/// <param name="Datapath">The switch's number.</param>
/// <param name="Port">The port's number.</param>
internal readonly record struct SwitchPort(ulong Datapath, uint Port) : IComparable<SwitchPort>
{
    /// <summary>Orders by switch, then by port.</summary>
    public int CompareTo(SwitchPort other) => Datapath != other.Datapath ? Datapath.CompareTo(other.Datapath) : Port.CompareTo(other.Port);

    /// <summary><c>0000000000000001:3</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Datapath:x16}:{Port}");
}
