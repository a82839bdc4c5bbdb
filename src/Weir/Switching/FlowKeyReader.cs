using System.Buffers.Binary;

namespace Weir.Switching;

/// <summary>Reads the key of a frame, byte for byte as <see cref="DataPathProgram"/> does in the kernel; what that does not look behind, headers of IPv6 before the transport, is looked behind here, and such a key is not for the kernel's table.</summary>
internal static class FlowKeyReader
{
    /// <summary>Length of an Ethernet header.</summary>
    public const int EthernetLength = 14;

    /// <summary>Numbers of protocols.</summary>
    public const ushort IPv4 = 0x0800, Arp = 0x0806, IPv6 = 0x86dd, CustomerTag = 0x8100, ProviderTag = 0x88a8;

    private const int TagLength = 4, IPv4Length = 20, IPv6Length = 40, ArpLength = 28, PortsLength = 4;
    private const byte Icmp = 1, IcmpV6 = 58, HopByHop = 0, Routing = 43, Fragment = 44, Destinations = 60;
    private const int MostExtensions = 8;

    /// <summary>Reads a frame that came in at <paramref name="port"/>; false when it is too short for Ethernet. <paramref name="transport"/> is where the transport's header begins, 0 when there is none to be seen.</summary>
    public static bool TryRead(ReadOnlySpan<byte> frame, uint port, out FlowKey key, out int transport, out bool cacheable)
    {
        key = default;
        transport = 0;
        cacheable = true;
        if (frame.Length < EthernetLength) { return false; }
        Span<byte> bytes = key.Bytes;
        key.InPort = port;
        frame[..12].CopyTo(bytes[FlowKey.DestinationAt..]);
        ushort type = BinaryPrimitives.ReadUInt16BigEndian(frame[12..]);
        int at = EthernetLength;
        if (type is CustomerTag or ProviderTag && frame.Length >= EthernetLength + TagLength)
        {
            key.Vlan = (ushort)(BinaryPrimitives.ReadUInt16BigEndian(frame[EthernetLength..]) | FlowKey.VlanPresent);
            if (type == ProviderTag) { bytes[FlowKey.FlagsAt] = FlowKey.ProviderTag; }
            type = BinaryPrimitives.ReadUInt16BigEndian(frame[(EthernetLength + 2)..]);
            at += TagLength;
        }

        key.Type = type;
        ReadOnlySpan<byte> rest = frame[at..];
        switch (type)
        {
            case IPv4 when rest.Length >= IPv4Length:
                bytes[FlowKey.ProtocolAt] = rest[9];
                bytes[FlowKey.ServiceAt] = rest[1];
                rest[12..16].CopyTo(bytes[FlowKey.NetworkSourceAt..]);
                rest[16..20].CopyTo(bytes[FlowKey.NetworkDestinationAt..]);
                if ((BinaryPrimitives.ReadUInt16BigEndian(rest[6..]) & 0x1fff) != 0) { bytes[FlowKey.FlagsAt] |= FlowKey.LaterFragment; break; }
                transport = at + ((rest[0] & 15) * 4);
                break;
            case IPv6 when rest.Length >= IPv6Length:
                bytes[FlowKey.ServiceAt] = (byte)((rest[0] << 4) | (rest[1] >> 4));
                rest[8..40].CopyTo(bytes[FlowKey.NetworkSourceAt..]);
                transport = at + ReadExtensions(rest, bytes, ref cacheable);
                break;
            case CustomerTag or ProviderTag when rest.Length >= TagLength:
                rest[..TagLength].CopyTo(bytes[FlowKey.SecondTagAt..]);
                break;
            case Arp when rest.Length >= ArpLength:
                bytes[FlowKey.ProtocolAt] = rest[7];
                rest[14..18].CopyTo(bytes[FlowKey.NetworkSourceAt..]);
                rest[24..28].CopyTo(bytes[FlowKey.NetworkDestinationAt..]);
                break;
        }

        ReadPorts(frame, bytes, ref transport);
        return true;
    }

    // Where the transport's header begins, from the begin of the IPv6 header; past the end when it cannot be seen.
    private static int ReadExtensions(ReadOnlySpan<byte> packet, Span<byte> key, ref bool cacheable)
    {
        byte next = packet[6];
        int at = IPv6Length;
        for (int i = 0; i < MostExtensions && next is HopByHop or Routing or Fragment or Destinations; i++)
        {
            cacheable = false;
            if (packet.Length < at + 8) { break; }
            if (next == Fragment && (BinaryPrimitives.ReadUInt16BigEndian(packet[(at + 2)..]) & 0xfff8) != 0)
            {
                key[FlowKey.FlagsAt] |= FlowKey.LaterFragment;
                key[FlowKey.ProtocolAt] = packet[at];
                return packet.Length;
            }

            int length = next == Fragment ? 8 : (packet[at + 1] + 1) * 8;
            next = packet[at];
            at += length;
        }

        key[FlowKey.ProtocolAt] = next;
        return at;
    }

    private static void ReadPorts(ReadOnlySpan<byte> frame, Span<byte> key, ref int transport)
    {
        byte protocol = key[FlowKey.ProtocolAt];
        if (transport == 0 || frame.Length < transport + PortsLength || protocol is not (6 or 17 or 132 or Icmp or IcmpV6))
        {
            transport = 0;
            return;
        }

        ReadOnlySpan<byte> ports = frame.Slice(transport, PortsLength);
        if (protocol is Icmp or IcmpV6)
        {
            key[FlowKey.FromPortAt + 1] = ports[0];
            key[FlowKey.ToPortAt + 1] = ports[1];
        }
        else
        {
            ports.CopyTo(key[FlowKey.FromPortAt..]);
        }
    }
}
