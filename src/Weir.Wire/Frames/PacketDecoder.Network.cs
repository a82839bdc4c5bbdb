using System.Buffers.Binary;

namespace Weir.Wire.Frames;

public static partial class PacketDecoder
{
    private static void Ip(ReadOnlySpan<byte> frame, int offset, Extent extent, int depth, ref DecodedPacket packet)
    {
        if (offset < extent.End && frame[offset] >> 4 == 6)
        {
            IPv6(frame, offset, extent, depth, ref packet);
        }
        else
        {
            IPv4(frame, offset, extent, depth, ref packet);
        }
    }

    private static void IPv4(ReadOnlySpan<byte> frame, int offset, Extent extent, int depth, ref DecodedPacket packet)
    {
        ReadOnlySpan<byte> bytes = frame[offset..extent.End];
        if (!IPv4Header.TryRead(bytes, out IPv4Header ip, out LengthError error))
        {
            if (IPv4Header.TryReadFixed(bytes, out ip, out _)) { Fill(ip, offset, ref packet); }
            Stop(frame, offset, extent, error, ref packet);
            return;
        }

        Fill(ip, offset, ref packet);
        // A total length of 0 is a super-packet: longer than the field can say, or left for the card to cut.
        if (ip.TotalLength != 0) { extent = extent.Narrow(offset + ip.TotalLength, "ipv4.total_length"); }
        int payload = offset + ip.HeaderLength;
        if (packet.IsFragment)
        {
            packet.TransportOffset = payload;
            Rest(payload, extent, ref packet);
            return;
        }

        Extensions(frame, ip.Protocol, payload, extent, depth, ref packet);
    }

    private static void Fill(IPv4Header ip, int offset, ref DecodedPacket packet)
    {
        packet.IpVersion = 4;
        packet.NetworkOffset = offset;
        packet.Protocol = ip.Protocol;
        packet.HopLimit = ip.TimeToLive;
        packet.Source = ip.Source;
        packet.Destination = ip.Destination;
        packet.FragmentId = ip.Identification;
        packet.FragmentOffset = ip.FragmentOffset;
        packet.MoreFragments = ip.MoreFragments;
        packet.IsFragment = ip.MoreFragments || ip.FragmentOffset != 0;
    }

    private static void IPv6(ReadOnlySpan<byte> frame, int offset, Extent extent, int depth, ref DecodedPacket packet)
    {
        if (!IPv6Header.TryRead(frame[offset..extent.End], out IPv6Header ip, out LengthError error))
        {
            Stop(frame, offset, extent, error, ref packet);
            return;
        }

        packet.IpVersion = 6;
        packet.NetworkOffset = offset;
        packet.Protocol = ip.NextHeader;
        packet.HopLimit = ip.HopLimit;
        packet.Source = ip.Source;
        packet.Destination = ip.Destination;
        int payload = offset + IPv6Header.Size;
        if (ip.PayloadLength != 0 || ip.NextHeader == IpProtocols.NoNext)
        {
            extent = extent.Narrow(payload + ip.PayloadLength, "ipv6.payload_length");
        }
        else if (IPv6Extension.TryReadJumboLength(ip, out uint length))
        {
            extent = extent.Narrow((long)payload + length, "ipv6.jumbo_length");
        }

        Extensions(frame, ip.NextHeader, payload, extent, depth, ref packet);
    }

    /// <summary>Walks the extension headers of IPv6, and the authentication header of both versions, to the transport protocol.</summary>
    private static void Extensions(ReadOnlySpan<byte> frame, byte next, int offset, Extent extent, int depth, ref DecodedPacket packet)
    {
        while (IpProtocols.IsExtension(next, packet.IpVersion))
        {
            packet.Protocol = next;
            if (!IPv6Extension.TryRead(next, frame[Math.Min(offset, extent.End)..extent.End], out IPv6Extension extension, out LengthError error))
            {
                Stop(frame, offset, extent, error, ref packet);
                return;
            }

            offset += extension.Length;
            next = extension.NextHeader;
            if (extension.Kind != IpProtocols.Fragment) { continue; }
            packet.FragmentId = extension.FragmentId;
            packet.FragmentOffset = extension.FragmentOffset;
            packet.MoreFragments = extension.MoreFragments;
            packet.IsFragment = extension.MoreFragments || extension.FragmentOffset != 0;
            if (!packet.IsFragment) { continue; }
            packet.Protocol = next;
            packet.TransportOffset = offset;
            Rest(offset, extent, ref packet);
            return;
        }

        Transport(frame, next, offset, extent, depth, ref packet);
    }
}
