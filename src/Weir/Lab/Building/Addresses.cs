using System.Buffers.Binary;
using System.Net;
using Weir.Wire.Frames;

namespace Weir.Lab.Building;

/// <summary>Addresses of a plan as netlink takes them.</summary>
internal static class Addresses
{
    /// <summary>The same address.</summary>
    public static IpAddress ToWire(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out int length);
        return length == 4 ? IpAddress.FromIPv4(BinaryPrimitives.ReadUInt32BigEndian(bytes)) : IpAddress.FromIPv6(bytes);
    }
}
