using System.Buffers.Binary;
using System.Net;
using Weir.Wire.Frames;

namespace Weir;

/// <summary>Addresses between the system's form and the wire's.</summary>
internal static class WireAddress
{
    /// <summary>An address as packets have it.</summary>
    public static IpAddress Of(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out int length);
        return length == 4 ? IpAddress.FromIPv4(BinaryPrimitives.ReadUInt32BigEndian(bytes)) : IpAddress.FromIPv6(bytes);
    }

    /// <summary>An address as the system has it.</summary>
    public static IPAddress ToNet(IpAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, address.Value);
        return new IPAddress(address.IsIPv4 ? bytes[12..] : bytes);
    }
}
