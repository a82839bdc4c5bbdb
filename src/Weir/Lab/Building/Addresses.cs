using System.Net;
using Weir.Wire.Frames;

namespace Weir.Lab.Building;

/// <summary>Addresses of a plan as netlink takes them.</summary>
internal static class Addresses
{
    /// <summary>The same address.</summary>
    public static IpAddress ToWire(IPAddress address) => WireAddress.Of(address);
}
