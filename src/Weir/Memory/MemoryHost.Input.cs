using System.Buffers.Binary;
using Weir.Wire.Frames;

namespace Weir.Memory;

/// <content>What comes in: frames, packets for the host, packets to pass on.</content>
internal sealed partial class MemoryHost
{
    private const ulong GroupBit = 1UL << 40;

    private void Take(MemoryInterface from, ReadOnlySpan<byte> frame)
    {
        if (!EthernetHeader.TryRead(frame, out EthernetHeader ethernet, out _))
        {
            Counters.Malformed++;
            return;
        }

        MacAddress to = MacAddress.Read(ethernet.Destination);
        if (to != from.Mac && (to.Value & GroupBit) == 0)
        {
            // A switch that does not know where the station is sends its frames to all.
            Counters.NotForHost++;
            return;
        }

        switch (ethernet.TypeOrLength)
        {
            case EtherTypes.Arp:
                Neighbours.TakeArp(from, ethernet.Payload);
                break;
            case EtherTypes.IPv4:
                TakeIPv4(from, ethernet.Payload);
                break;
            case EtherTypes.IPv6:
                TakeIPv6(from, ethernet.Payload);
                break;
            default:
                Counters.NotForHost++;
                break;
        }
    }

    /// <summary>Takes an IPv4 packet; <paramref name="from"/> is null for one that the host sent to itself.</summary>
    private void TakeIPv4(MemoryInterface? from, ReadOnlySpan<byte> packet)
    {
        if (!IPv4Header.TryRead(packet, out IPv4Header ip, out _) || ip.TotalLength > packet.Length || ip.TotalLength == 0)
        {
            Counters.Malformed++;
            return;
        }

        if (ip.VerifyChecksum() == ChecksumVerdict.Wrong)
        {
            Counters.BadChecksum++;
            return;
        }

        packet = packet[..ip.TotalLength];
        if (!IsForHost(ip.Destination))
        {
            PassOn(from, packet, ip.Source, ip.Destination, ip.TimeToLive);
            return;
        }

        if (!ip.MoreFragments && ip.FragmentOffset == 0)
        {
            Deliver(packet, ip.Source, ip.Destination, ip.Protocol, ip.TimeToLive, ip.Payload);
            return;
        }

        if (_fragments.Take(new FragmentKey(ip.Source, ip.Destination, ip.Protocol, ip.Identification), ip.FragmentOffset, ip.MoreFragments, ip.Payload, Loop.Now) is { } whole)
        {
            Deliver(packet, ip.Source, ip.Destination, ip.Protocol, ip.TimeToLive, whole);
        }
    }

    private void TakeIPv6(MemoryInterface? from, ReadOnlySpan<byte> packet)
    {
        if (!IPv6Header.TryRead(packet, out IPv6Header ip, out _) || IPv6Header.Size + ip.PayloadLength > packet.Length)
        {
            Counters.Malformed++;
            return;
        }

        packet = packet[..(IPv6Header.Size + ip.PayloadLength)];
        if (!IsForHost(ip.Destination))
        {
            PassOn(from, packet, ip.Source, ip.Destination, ip.HopLimit);
            return;
        }

        byte protocol = ip.NextHeader;
        ReadOnlySpan<byte> rest = packet[IPv6Header.Size..];
        // Headers between that say nothing to this host are skipped (RFC 8200 4).
        while (IpProtocols.IsUniformExtension(protocol) && rest.Length >= 8 && rest.Length >= (rest[1] + 1) * 8)
        {
            int length = (rest[1] + 1) * 8;
            protocol = rest[0];
            rest = rest[length..];
        }

        if (protocol == IpProtocols.IcmpV6 && from is not null && Neighbours.TakeDiscovery(from, ip.Source, ip.Destination, ip.HopLimit, rest)) { return; }
        if (protocol != IpProtocols.Fragment)
        {
            Deliver(packet, ip.Source, ip.Destination, protocol, ip.HopLimit, rest);
            return;
        }

        // RFC 8200 4.5: next header, reserved, offset in units of 8 bytes with the flag for more, identification.
        if (rest.Length < IPv6Extension.MinSize)
        {
            Counters.Malformed++;
            return;
        }

        ushort place = BinaryPrimitives.ReadUInt16BigEndian(rest[2..]);
        var key = new FragmentKey(ip.Source, ip.Destination, rest[0], BinaryPrimitives.ReadUInt32BigEndian(rest[4..]));
        if (_fragments.Take(key, place & 0xfff8, (place & 1) != 0, rest[IPv6Extension.MinSize..], Loop.Now) is { } whole) { Deliver(packet, ip.Source, ip.Destination, rest[0], ip.HopLimit, whole); }
    }

    private bool IsForHost(IpAddress destination) => IsOwn(destination) || IsMulticast(destination)
        || (destination.IsIPv4 && ((uint)destination.Value == uint.MaxValue || _addresses.Any(one => one.Network.Broadcast == destination)));

    /// <summary>Hands a payload to its protocol. <paramref name="packet"/> is what an error about it quotes.</summary>
    private void Deliver(ReadOnlySpan<byte> packet, IpAddress source, IpAddress destination, byte protocol, byte hopLimit, ReadOnlySpan<byte> payload)
    {
        switch (protocol)
        {
            case IpProtocols.Icmp when source.IsIPv4:
            case IpProtocols.IcmpV6 when !source.IsIPv4:
                TakeIcmp(source, destination, hopLimit, payload);
                break;
            case IpProtocols.Udp:
                TakeUdp(packet, source, destination, payload);
                break;
            case IpProtocols.Tcp when IsOwn(destination):
                TakeTcp(source, destination, payload);
                break;
            default:
                Counters.NoListener++;
                // Protocol unreachable (RFC 1122 3.2.2.1); unrecognized next header (RFC 4443 3.4).
                SendError(packet, source.IsIPv4 ? (byte)3 : (byte)4, source.IsIPv4 ? (byte)2 : (byte)1, source.IsIPv4 ? 0u : 6u);
                break;
        }
    }

    private void PassOn(MemoryInterface? from, ReadOnlySpan<byte> packet, IpAddress source, IpAddress destination, byte hopLimit)
    {
        bool four = destination.IsIPv4;
        if (!Forwards || from is null)
        {
            Counters.NotForHost++;
            return;
        }

        if (hopLimit <= 1)
        {
            Counters.HopLimitExceeded++;
            SendError(packet, four ? (byte)11 : (byte)3, 0, 0);
            return;
        }

        if (!TryRoute(destination, out RouteChoice choice) || choice.Interface is not { } out_)
        {
            Counters.NoRoute++;
            SendError(packet, four ? (byte)3 : (byte)1, 0, 0);
            return;
        }

        if (packet.Length > out_.Mtu && (!four || (packet[6] & 0x40) != 0))
        {
            Counters.TooLarge++;
            SendError(packet, four ? (byte)3 : (byte)2, four ? (byte)4 : (byte)0, (uint)out_.Mtu);
            return;
        }

        Counters.Forwarded++;
        byte[] frame = new byte[EthernetHeader.Size + packet.Length];
        Span<byte> copy = frame.AsSpan(EthernetHeader.Size);
        packet.CopyTo(copy);
        if (four)
        {
            copy[8]--;
            ushort before = BinaryPrimitives.ReadUInt16BigEndian(packet[8..]), after = BinaryPrimitives.ReadUInt16BigEndian(copy[8..]);
            BinaryPrimitives.WriteUInt16BigEndian(copy[10..], InternetChecksum.Update(BinaryPrimitives.ReadUInt16BigEndian(packet[10..]), before, after));
        }
        else
        {
            copy[7]--;
        }

        if (packet.Length <= out_.Mtu) { Neighbours.Send(out_, choice.NextHop, frame); }
        else { SendPieces(out_, choice.NextHop, copy); }
    }
}
