using Weir.Wire.Frames;

namespace Weir.Reassembly;

/// <summary>What the fragments of one datagram have in common (RFC 791 3.2; RFC 8200 4.5 leaves the protocol out).</summary>
internal readonly record struct FragmentKey(IpAddress Source, IpAddress Destination, uint Id, byte Version, byte Protocol, int Point, uint Vlans, uint TunnelKey)
{
    public static FragmentKey Of(in DecodedPacket packet, int point) => new(
        packet.Source,
        packet.Destination,
        packet.FragmentId,
        packet.IpVersion,
        packet.IpVersion == 4 ? packet.Protocol : (byte)0,
        point,
        (uint)packet.OuterVlan << 16 | packet.InnerVlan,
        packet.TunnelKey);
}
