using System.Buffers.Binary;
using Weir.Wire.Frames;

namespace Weir.Reassembly;

public sealed partial class PacketReassembler<TSink>
{
    /// <summary>Datagrams joined from fragments may carry a tunnel with fragments of its own; deeper nesting occurs in attacks only.</summary>
    private const int MaxJoins = 3;

    private readonly FragmentTable _fragments;

    private Waypoint Fragment(in Frame frame, in DecodedPacket packet, int depth)
    {
        if (depth == MaxJoins) { return Waypoint.FragmentRefused; }
        Waypoint end = _fragments.Add(frame, packet, PointIndex(frame.Point), _time, out FragmentTracker? whole);
        if (whole is null) { return end; }
        ReadOnlySpan<byte> datagram = WriteHeader(whole, packet);
        DecodedPacket joined = default;
        PacketDecoder.DecodeIp(datagram, ref joined);
        joined.OuterVlan = joined.TunnelKey == 0 || joined.OuterVlan == 0 ? packet.OuterVlan : joined.OuterVlan;
        joined.InnerVlan = joined.TunnelKey == 0 || joined.InnerVlan == 0 ? packet.InnerVlan : joined.InnerVlan;
        if (joined.TunnelKey == 0) { joined.TunnelKey = packet.TunnelKey; }
        // Its own way is told by the tallies and its chunks: the packet that was captured is the fragment.
        FlowPlace place = default;
        if (joined.HasTransport) { Locate(PointIndex(frame.Point), joined, ref place); }
        _ = Classify(new Frame(datagram, frame.Point, frame.Number, frame.Time, datagram.Length), joined, place, depth + 1);
        _fragments.Done(whole);
        return end;
    }

    /// <summary>
    /// Writes a plain header before the payload: only what tells the conversation is in it (RFC 791 3.1, RFC 8200 3). Returns header and payload.
    /// </summary>
    private static ReadOnlySpan<byte> WriteHeader(FragmentTracker whole, in DecodedPacket packet)
    {
        Span<byte> datagram = whole.Datagram;
        if (packet.IpVersion == 6)
        {
            datagram[..FragmentTracker.HeaderRoom].Clear();
            datagram[0] = 0x60;
            BinaryPrimitives.WriteUInt16BigEndian(datagram[4..], (ushort)whole.Total);
            datagram[6] = whole.Protocol;
            datagram[7] = whole.HopLimit;
            packet.Source.CopyTo(datagram[8..]);
            packet.Destination.CopyTo(datagram[24..]);
            return datagram;
        }

        datagram = datagram[(FragmentTracker.HeaderRoom - IPv4Header.MinSize)..];
        datagram[..IPv4Header.MinSize].Clear();
        datagram[0] = 0x45;
        BinaryPrimitives.WriteUInt16BigEndian(datagram[2..], (ushort)datagram.Length);
        datagram[8] = whole.HopLimit;
        datagram[9] = whole.Protocol;
        BinaryPrimitives.WriteUInt32BigEndian(datagram[12..], (uint)packet.Source.Low);
        BinaryPrimitives.WriteUInt32BigEndian(datagram[16..], (uint)packet.Destination.Low);
        return datagram;
    }
}
