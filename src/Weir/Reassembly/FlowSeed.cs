using System.Runtime.CompilerServices;
using Weir.Wire.Frames;

namespace Weir.Reassembly;

/// <summary>The secret numbers of the flow index's hash, drawn from one seed by splitmix64 (Steele, Lea and Flood, 2014).</summary>
internal readonly struct FlowSeed
{
    private readonly ulong _low;
    private readonly ulong _high;
    private readonly ulong _sum;
    private readonly ulong _rest;

    public FlowSeed(ulong seed)
    {
        _low = Next(ref seed);
        _high = Next(ref seed);
        _sum = Next(ref seed);
        _rest = Next(ref seed);
    }

    /// <summary>
    /// A hash that cannot be steered without knowing the seed: folded 128-bit products, as in wyhash. Both ends are hashed alike and added, so that both directions have the same hash and nobody need
    /// ask which end is the lower one.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Hash(IpAddress source, IpAddress destination, ulong ends, ulong rest)
    {
        ulong a = Fold(source.Low ^ _low, source.High ^ _high ^ (ends >> 48 << 48));
        ulong b = Fold(destination.Low ^ _low, destination.High ^ _high ^ (ends >> 32 << 48));
        ulong hash = Fold((a + b + (uint)ends) ^ _sum, rest ^ _rest);
        return (uint)(hash ^ (hash >> 32));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Fold(ulong x, ulong y)
    {
        ulong high = Math.BigMul(x, y, out ulong low);
        return high ^ low;
    }

    private static ulong Next(ref ulong state)
    {
        state += 0x9e3779b97f4a7c15;
        ulong z = (state ^ (state >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        return z ^ (z >> 31);
    }
}
