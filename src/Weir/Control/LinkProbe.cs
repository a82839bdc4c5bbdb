using System.Buffers.Binary;
using Weir.Wire.Frames;

namespace Weir.Control;

/// <summary>An LLDP frame that a controller sends out of one port of a switch to see where it arrives (IEEE 802.1AB): chassis and port say which port that was.</summary>
internal static class LinkProbe
{
    // Locally assigned identifiers; the chassis begins with these letters, so that LLDP of others is told apart.
    private const byte LocalChassis = 7;
    private const byte LocalPort = 7;
    private const ushort Lifetime = 120;

    private static readonly byte[] NearestBridge = [0x01, 0x80, 0xc2, 0, 0, 0x0e];

    private static ReadOnlySpan<byte> Mark => "weir"u8;

    /// <summary>The frame for a port.</summary>
    public static byte[] Frame(ulong datapath, uint port, MacAddress source)
    {
        Span<byte> frame = stackalloc byte[128];
        Span<byte> address = stackalloc byte[MacAddress.Size];
        source.CopyTo(address);
        int length = EthernetHeader.Write(frame, NearestBridge, address, EtherTypes.Lldp);
        Span<byte> chassis = stackalloc byte[1 + 4 + 8];
        chassis[0] = LocalChassis;
        Mark.CopyTo(chassis[1..]);
        BinaryPrimitives.WriteUInt64BigEndian(chassis[5..], datapath);
        Span<byte> number = stackalloc byte[5];
        number[0] = LocalPort;
        BinaryPrimitives.WriteUInt32BigEndian(number[1..], port);
        Span<byte> lifetime = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(lifetime, Lifetime);
        length += LldpReader.Write(frame[length..], LldpTlv.ChassisId, chassis);
        length += LldpReader.Write(frame[length..], LldpTlv.PortId, number);
        length += LldpReader.Write(frame[length..], LldpTlv.TimeToLiveType, lifetime);
        length += LldpReader.Write(frame[length..], LldpTlv.End, default);
        return frame[..length].ToArray();
    }

    /// <summary>Which port a frame was sent out of; false when it is no frame of ours.</summary>
    public static bool TryRead(ReadOnlySpan<byte> frame, out ulong datapath, out uint port)
    {
        datapath = 0;
        port = 0;
        if (!EthernetHeader.TryRead(frame, out EthernetHeader ethernet, out _) || ethernet.TypeOrLength != EtherTypes.Lldp) { return false; }
        bool hasChassis = false;
        bool hasPort = false;
        foreach (LldpTlv tlv in new LldpReader(ethernet.Payload))
        {
            if (tlv.Type == LldpTlv.ChassisId && tlv.Subtype == LocalChassis && tlv.Id.Length == 12 && tlv.Id.StartsWith(Mark))
            {
                datapath = BinaryPrimitives.ReadUInt64BigEndian(tlv.Id[4..]);
                hasChassis = true;
            }
            else if (tlv.Type == LldpTlv.PortId && tlv.Subtype == LocalPort && tlv.Id.Length == 4)
            {
                port = BinaryPrimitives.ReadUInt32BigEndian(tlv.Id);
                hasPort = true;
            }
        }

        return hasChassis && hasPort;
    }
}
