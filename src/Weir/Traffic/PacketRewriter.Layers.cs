using Weir.Wire.Frames;

namespace Weir.Traffic;

/// <content>The layers down to IP.</content>
internal sealed partial class PacketRewriter
{
    private bool _understood;
    private bool _cut;

    private void Link(LinkType link, int at, int end)
    {
        switch (link)
        {
            case LinkType.Ethernet when Has(at, EthernetHeader.Size, end):
                TypeOrLength(Read16(at + 12), at + EthernetHeader.Size, end, 0);
                break;
            case LinkType.Raw or LinkType.RawBsd or LinkType.RawOpenBsd or LinkType.IPv4 or LinkType.IPv6:
                Ip(at, end, 0, quoted: false);
                break;
            case LinkType.Null or LinkType.Loop when Has(at, LoopbackHeader.Size, end):
                if (LoopbackHeader.TryRead(_bytes.AsSpan(at, end - at), link == LinkType.Loop, out LoopbackHeader loopback, out _) && loopback.IsIp) { Ip(at + LoopbackHeader.Size, end, 0, quoted: false); }
                break;
            case LinkType.LinuxSll when SllHeader.TryRead(_bytes.AsSpan(at, end - at), out SllHeader sll, out _):
                TypeOrLength(sll.Protocol, at + SllHeader.Size, end, 0);
                break;
            case LinkType.LinuxSll2 when Sll2Header.TryRead(_bytes.AsSpan(at, end - at), out Sll2Header sll2, out _):
                TypeOrLength(sll2.Protocol, at + Sll2Header.Size, end, 0);
                break;
        }
    }

    private void TypeOrLength(ushort type, int at, int end, int depth)
    {
        while (EtherTypes.IsVlan(type))
        {
            if (!Has(at, VlanTag.Size, end)) { return; }
            type = Read16(at + 2);
            at += VlanTag.Size;
        }

        if (type >= EtherTypes.SmallestType)
        {
            Protocol(type, at, end, depth);
            return;
        }

        if (type > SllHeader.LlcProtocol) { end = Math.Min(end, at + type); }
        if (at < end && LlcHeader.TryRead(_bytes.AsSpan(at, end - at), out LlcHeader llc, out _) && llc.EtherType != 0) { Protocol(llc.EtherType, at + llc.HeaderLength, end, depth); }
    }

    private void Protocol(ushort type, int at, int end, int depth)
    {
        switch (type)
        {
            case EtherTypes.IPv4 or EtherTypes.IPv6:
                Ip(at, end, depth, quoted: false);
                break;
            case EtherTypes.Arp or EtherTypes.Rarp:
                Arp(at, end);
                break;
            case EtherTypes.Mpls or EtherTypes.MplsUpstream:
                bool bottom = false;
                while (!bottom)
                {
                    if (!Has(at, MplsLabel.Size, end)) { return; }
                    bottom = (_bytes[at + 2] & 1) != 0; // RFC 3032 2.1: the S bit
                    at += MplsLabel.Size;
                }

                if (at < end && _bytes[at] >> 4 is 4 or 6) { Ip(at, end, depth, quoted: false); }
                break;
            case EtherTypes.PppoeSession:
                if (at < end && PppoeHeader.TryRead(_bytes.AsSpan(at, end - at), out PppoeHeader pppoe, out _) && pppoe.IsIp)
                {
                    Ip(at + PppoeHeader.Size, Math.Min(end, at + PppoeHeader.SizeBeforeProtocol + pppoe.Length), depth, quoted: false);
                }

                break;
            case EtherTypes.TransparentEthernet when Has(at, EthernetHeader.Size, end):
                TypeOrLength(Read16(at + 12), at + EthernetHeader.Size, end, depth);
                break;
        }
    }

    /// <summary>ARP for IPv4 (RFC 826): the sender is on the side that the packet came from.</summary>
    private void Arp(int at, int end)
    {
        if (!Has(at, ArpHeader.MinSize, end) || !ArpHeader.TryRead(_bytes.AsSpan(at, end - at), out ArpHeader arp, out _)) { return; }
        if (arp.ProtocolType != EtherTypes.IPv4 || arp.ProtocolLength != 4) { return; }
        _understood = true;
        int sender = at + ArpHeader.MinSize + arp.HardwareLength;
        int target = sender + 4 + arp.HardwareLength;
        WriteAddress(sender, MapSource(ReadIPv4(sender), quoted: false));
        WriteAddress(target, MapDestination(ReadIPv4(target), quoted: false));
    }

    /// <summary>True when <paramref name="count"/> bytes are there; else remembers that the packet is cut off.</summary>
    private bool Has(int at, int count, int end)
    {
        if (end - at >= count) { return true; }
        _cut = true;
        return false;
    }
}
