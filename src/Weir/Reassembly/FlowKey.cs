using System.Runtime.CompilerServices;
using Weir.Wire.Frames;

namespace Weir.Reassembly;

/// <summary>All that tells conversations apart, the same for both directions: the lower end (address, then port) comes first.</summary>
internal readonly struct FlowKey : IEquatable<FlowKey>
{
    public readonly IpAddress Low;
    public readonly IpAddress High;
    public readonly ulong Ends;
    public readonly ulong Rest;

    private FlowKey(IpAddress low, IpAddress high, ushort lowPort, ushort highPort, uint vlans, uint tunnel, int point, byte protocol)
    {
        Low = low;
        High = high;
        Ends = (ulong)lowPort << 48 | (ulong)highPort << 32 | vlans;
        Rest = (ulong)tunnel << 32 | (ulong)(uint)point << 8 | protocol;
    }

    /// <summary>The key of a packet; <paramref name="fromHigh"/> tells that its source is the higher end. The masks are all ones where VLANs and tunnels tell conversations apart, else 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FlowKey Of(in DecodedPacket packet, int point, uint vlanMask, uint tunnelMask, out bool fromHigh)
    {
        uint vlans = ((uint)packet.OuterVlan << 16 | packet.InnerVlan) & vlanMask;
        uint tunnel = packet.TunnelKey & tunnelMask;
        IpAddress source = packet.Source;
        IpAddress destination = packet.Destination;
        fromHigh = source.High != destination.High ? source.High > destination.High
            : source.Low != destination.Low ? source.Low > destination.Low
            : packet.SourcePort > packet.DestinationPort;
        return fromHigh
            ? new FlowKey(destination, source, packet.DestinationPort, packet.SourcePort, vlans, tunnel, point, packet.Protocol)
            : new FlowKey(source, destination, packet.SourcePort, packet.DestinationPort, vlans, tunnel, point, packet.Protocol);
    }

    public byte Protocol => (byte)Rest;

    public bool Equals(FlowKey other) => Matches(other);

    /// <summary>True when both keys are the same. In one piece, because they nearly always are where this is asked.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Matches(in FlowKey other) =>
        ((Ends ^ other.Ends) | (Rest ^ other.Rest) | (Low.High ^ other.Low.High) | (Low.Low ^ other.Low.Low) | (High.High ^ other.High.High) | (High.Low ^ other.High.Low)) == 0;

    public override bool Equals(object? obj) => obj is FlowKey other && Matches(other);

    public override int GetHashCode() => HashCode.Combine(Low, High, Ends, Rest);

    /// <summary>
    /// A hash that cannot be steered without knowing <paramref name="seed"/>: a sum of products of pairs, each word with a secret number added (Thorup's pair-multiply-shift), and a last step that leaves
    /// no pattern of the keys in the lower bits.
    /// </summary>
    public ulong Hash(in FlowSeed seed)
    {
        ulong sum = ((Low.Low + seed.A) * (High.Low + seed.B)) + ((Low.High + seed.C) * (High.High + seed.D)) + ((Ends + seed.E) * (Rest + seed.F));
        sum = (sum ^ (sum >> 32)) * 0x9e3779b97f4a7c15;
        return sum ^ (sum >> 32);
    }
}
