using System.Numerics;
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

    public bool Matches(in FlowKey other) => Ends == other.Ends && Rest == other.Rest && Low == other.Low && High == other.High;

    public override bool Equals(object? obj) => obj is FlowKey other && Matches(other);

    public override int GetHashCode() => HashCode.Combine(Low, High, Ends, Rest);

    /// <summary>A hash that cannot be steered without knowing <paramref name="seed"/>: folded 128-bit products, as in wyhash, side by side.</summary>
    public ulong Hash(in FlowSeed seed)
    {
        ulong a = Fold(Low.Low ^ seed.A, High.Low ^ seed.B);
        ulong b = Fold(Low.High ^ seed.C, High.High ^ seed.D);
        ulong c = Fold(Ends ^ seed.E, Rest ^ seed.F);
        return a ^ BitOperations.RotateLeft(b, 21) ^ BitOperations.RotateLeft(c, 42);
    }

    private static ulong Fold(ulong x, ulong y)
    {
        ulong high = Math.BigMul(x, y, out ulong low);
        return high ^ low;
    }
}
