using System.Buffers.Binary;

namespace Weir.Wire.Frames;

public static partial class PacketDecoder
{
    /// <summary>Describes any frame, layer by layer. <paramref name="packet"/> must be <c>default</c>.</summary>
    internal static void DecodeLayers(ReadOnlySpan<byte> frame, LinkType link, ref DecodedPacket packet)
    {
        packet.NetworkOffset = -1;
        packet.TransportOffset = -1;
        Link(frame, link, new Extent(frame.Length), ref packet);
    }

    private static void Link(ReadOnlySpan<byte> frame, LinkType link, Extent extent, ref DecodedPacket packet)
    {
        switch (link)
        {
            case LinkType.Ethernet:
                Ethernet(frame, 0, extent, 0, ref packet);
                break;
            case LinkType.Raw or LinkType.RawBsd or LinkType.RawOpenBsd or LinkType.IPv4 or LinkType.IPv6:
                Ip(frame, 0, extent, 0, ref packet);
                break;
            case LinkType.Null or LinkType.Loop:
                if (!LoopbackHeader.TryRead(frame, link == LinkType.Loop, out LoopbackHeader loopback, out LengthError error))
                {
                    Stop(frame, 0, extent, error, ref packet);
                }
                else if (loopback.IsIp)
                {
                    Ip(frame, LoopbackHeader.Size, extent, 0, ref packet);
                }
                else
                {
                    Rest(LoopbackHeader.Size, extent, ref packet);
                }

                break;
            case LinkType.LinuxSll:
                if (SllHeader.TryRead(frame, out SllHeader sll, out error))
                {
                    TypeOrLength(frame, sll.Protocol, SllHeader.Size, extent, 0, ref packet);
                }
                else
                {
                    Stop(frame, 0, extent, error, ref packet);
                }

                break;
            case LinkType.LinuxSll2:
                if (Sll2Header.TryRead(frame, out Sll2Header sll2, out error))
                {
                    TypeOrLength(frame, sll2.Protocol, Sll2Header.Size, extent, 0, ref packet);
                }
                else
                {
                    Stop(frame, 0, extent, error, ref packet);
                }

                break;
            default:
                Rest(0, extent, ref packet);
                break;
        }
    }

    private static void Ethernet(ReadOnlySpan<byte> frame, int offset, Extent extent, int depth, ref DecodedPacket packet)
    {
        if (!EthernetHeader.TryRead(frame[offset..extent.End], out EthernetHeader ethernet, out LengthError error))
        {
            Stop(frame, offset, extent, error, ref packet);
            return;
        }

        TypeOrLength(frame, ethernet.TypeOrLength, offset + EthernetHeader.Size, extent, depth, ref packet);
    }

    /// <summary>What a link layer's type field announces: tags are taken off, then a length leads to LLC, a type to its protocol.</summary>
    private static void TypeOrLength(ReadOnlySpan<byte> frame, ushort type, int offset, Extent extent, int depth, ref DecodedPacket packet)
    {
        bool tagged = false;
        while (EtherTypes.IsVlan(type))
        {
            if (!VlanTag.TryRead(frame[offset..extent.End], out VlanTag tag, out LengthError error))
            {
                packet.EtherType = type;
                Stop(frame, offset, extent, error, ref packet);
                return;
            }

            if (tagged) { packet.InnerVlan = tag.Id; } else { packet.OuterVlan = tag.Id; }
            tagged = true;
            type = tag.TypeOrLength;
            offset += VlanTag.Size;
        }

        if (type >= EtherTypes.SmallestType)
        {
            Protocol(frame, type, offset, extent, depth, ref packet);
            return;
        }

        // IEEE 802.3 3.2.6: up to 1500 a length; cooked captures use small numbers of their own for frames that begin with LLC.
        if (type > SllHeader.LlcProtocol) { extent = extent.Narrow(offset + type, "ethernet.length"); }
        if (LlcHeader.TryRead(frame[Math.Min(offset, extent.End)..extent.End], out LlcHeader llc, out _) && llc.EtherType != 0)
        {
            Protocol(frame, llc.EtherType, offset + llc.HeaderLength, extent, depth, ref packet);
        }
        else
        {
            Rest(offset, extent, ref packet);
        }
    }

    private static void Protocol(ReadOnlySpan<byte> frame, ushort type, int offset, Extent extent, int depth, ref DecodedPacket packet)
    {
        packet.EtherType = type;
        switch (type)
        {
            case EtherTypes.IPv4 or EtherTypes.IPv6:
                Ip(frame, offset, extent, depth, ref packet);
                break;
            case EtherTypes.Mpls or EtherTypes.MplsUpstream:
                Mpls(frame, offset, extent, depth, ref packet);
                break;
            case EtherTypes.PppoeSession:
                Pppoe(frame, offset, extent, depth, ref packet);
                break;
            default:
                Rest(offset, extent, ref packet);
                break;
        }
    }

    private static void Mpls(ReadOnlySpan<byte> frame, int offset, Extent extent, int depth, ref DecodedPacket packet)
    {
        bool bottom = false;
        while (!bottom)
        {
            if (!MplsLabel.TryRead(frame[offset..extent.End], out MplsLabel label, out LengthError error))
            {
                Stop(frame, offset, extent, error, ref packet);
                return;
            }

            bottom = label.IsBottom;
            offset += MplsLabel.Size;
        }

        // The stack does not say what lies below it; an IP version there is taken for IP (RFC 4928 2 tells others to avoid 4 and 6).
        if (offset < extent.End && frame[offset] >> 4 is 4 or 6)
        {
            Ip(frame, offset, extent, depth, ref packet);
        }
        else
        {
            Rest(offset, extent, ref packet);
        }
    }

    private static void Pppoe(ReadOnlySpan<byte> frame, int offset, Extent extent, int depth, ref DecodedPacket packet)
    {
        if (!PppoeHeader.TryRead(frame[offset..extent.End], out PppoeHeader pppoe, out LengthError error))
        {
            Stop(frame, offset, extent, error, ref packet);
            return;
        }

        extent = extent.Narrow(offset + PppoeHeader.SizeBeforeProtocol + pppoe.Length, "pppoe.length");
        if (pppoe.IsIp && extent.End > offset + PppoeHeader.Size)
        {
            Ip(frame, offset + PppoeHeader.Size, extent, depth, ref packet);
        }
        else
        {
            Rest(offset + PppoeHeader.Size, extent, ref packet);
        }
    }

    /// <summary>Nothing more is understood: what follows is the payload.</summary>
    private static void Rest(int offset, Extent extent, ref DecodedPacket packet)
    {
        packet.PayloadOffset = Math.Min(offset, extent.End);
        packet.PayloadLength = extent.End - packet.PayloadOffset;
        packet.PayloadMissing = Math.Max(extent.Promised - Math.Max(extent.End, offset), 0);
    }

    /// <summary>A layer at <paramref name="offset"/> does not hold: its fault is kept, and its bytes are the payload.</summary>
    private static void Stop(ReadOnlySpan<byte> frame, int offset, Extent extent, in LengthError error, ref DecodedPacket packet)
    {
        packet.Error = error with { Offset = offset, LimitedBy = error.LimitedBy == "frame" ? extent.LimitedBy : error.LimitedBy };
        Rest(Math.Min(offset, frame.Length), extent, ref packet);
    }
}
