using System.Numerics;
using System.Runtime.CompilerServices;
using Weir.Wire.Frames;

namespace Weir.Reassembly;

/// <summary>Where to look for a packet's conversation: what beside the addresses tells conversations apart, and the hash of all of it, which is the same for both directions.</summary>
internal struct FlowPlace
{
    /// <summary>The source's port, the destination's port, and the outer and inner VLAN tag, from the highest 16 bits down.</summary>
    public ulong Ends;

    /// <summary>The tunnel, the point of observation and the protocol.</summary>
    public ulong Rest;

    public uint Hash;

    /// <summary>Where the conversation very likely lies in the table; negative when nobody knows. To be compared before use.</summary>
    public int Guess;

    /// <summary>The masks are all ones where VLANs and tunnels tell conversations apart, else 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Of(in DecodedPacket packet, int point, uint vlanMask, uint tunnelMask, in FlowSeed seed, out FlowPlace place)
    {
        uint vlans = ((uint)packet.OuterVlan << 16 | packet.InnerVlan) & vlanMask;
        ulong ends = (ulong)packet.SourcePort << 48 | (ulong)packet.DestinationPort << 32 | vlans;
        ulong rest = (ulong)(packet.TunnelKey & tunnelMask) << 32 | (ulong)(uint)point << 8 | packet.Protocol;
        place.Ends = ends;
        place.Rest = rest;
        place.Hash = seed.Hash(packet.Source, packet.Destination, ends, rest);
        place.Guess = -1;
    }

    /// <summary>The same <see cref="Ends"/> seen from the other end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Reverse(ulong ends) => (ulong)BitOperations.RotateLeft((uint)(ends >> 32), 16) << 32 | (uint)ends;
}
