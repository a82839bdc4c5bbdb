using System.Globalization;

namespace Weir.Wire.OpenFlow;

/// <summary>Reserved port numbers (openflow-1.3 A.2.1). OpenFlow 1.0 has the same ones in 16 bits; they are told in their 32-bit form everywhere.</summary>
public static class OpenFlowPorts
{
    /// <summary>First number that is no port's.</summary>
    public const uint Max = 0xffffff00;
    /// <summary>Back through the port of arrival.</summary>
    public const uint InPort = 0xfffffff8;
    /// <summary>Through the tables; of a packet-out only.</summary>
    public const uint Table = 0xfffffff9;
    /// <summary>As a switch without OpenFlow would.</summary>
    public const uint Normal = 0xfffffffa;
    /// <summary>All ports but that of arrival and those closed for flooding.</summary>
    public const uint Flood = 0xfffffffb;
    /// <summary>All ports but that of arrival.</summary>
    public const uint All = 0xfffffffc;
    /// <summary>To the controller.</summary>
    public const uint Controller = 0xfffffffd;
    /// <summary>The switch's own interface.</summary>
    public const uint Local = 0xfffffffe;
    /// <summary>No port, and any port in requests (1.0: none).</summary>
    public const uint Any = 0xffffffff;

    private static readonly string[] Names = ["IN_PORT", "TABLE", "NORMAL", "FLOOD", "ALL", "CONTROLLER", "LOCAL", "NONE"];

    /// <summary>The 32-bit form of a port of OpenFlow 1.0.</summary>
    public static uint FromShort(ushort port) => port >= 0xff00 ? 0xffff0000 | port : port;

    /// <summary>The 16-bit form for OpenFlow 1.0. Throws <see cref="NotSupportedException"/> when it has none.</summary>
    public static ushort ToShort(uint port) => port is < 0xff00 or >= Max ? (ushort)port : throw new NotSupportedException($"OpenFlow 1.0 has no port {port}: its ports have 16 bits");

    /// <summary>A number, or the upper-case name of a reserved port.</summary>
    public static string Name(uint port) => port >= InPort ? Names[port - InPort] : port.ToString(CultureInfo.InvariantCulture);

    /// <summary>Reads a number or a reserved port's name, in either case; false for anything else.</summary>
    public static bool TryParse(string text, out uint port)
    {
        int at = Array.FindIndex(Names, name => name.Equals(text, StringComparison.OrdinalIgnoreCase));
        if (at < 0 && text.Equals("ANY", StringComparison.OrdinalIgnoreCase)) { at = Names.Length - 1; }
        if (at >= 0)
        {
            port = InPort + (uint)at;
            return true;
        }

        if (!uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port)) { return false; }
        // ovs-ofctl takes the reserved numbers in their 16-bit form too.
        if (port is >= 0xff00 and <= 0xffff) { port = FromShort((ushort)port); }
        return true;
    }
}
