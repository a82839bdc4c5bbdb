namespace Weir.Fabric;

/// <summary>
/// Random numbers by index (SplitMix64 on a counter): the number for packet n and purpose p is the same whenever and in whatever order it is asked for, so that what one parameter draws never moves what another gets.
/// </summary>
internal readonly struct RandomStream
{
    private const ulong Gamma = 0x9E3779B97F4A7C15;
    private const int Purposes = 16;
    private readonly ulong _begin;

    /// <summary>Makes the stream of one direction of one link.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="name">What makes the stream its own: the link's name and the direction.</param>
    public RandomStream(ulong seed, string name)
    {
        // FNV-1a, because a string's hash code differs from process to process.
        ulong hash = 0xCBF29CE484222325;
        foreach (char c in name) { hash = (hash ^ c) * 0x100000001B3; }
        _begin = Mix(Mix(seed + Gamma) ^ hash);
    }

    /// <summary>64 random bits.</summary>
    public ulong Bits(long packet, RandomPurpose purpose) => Mix(_begin + ((((ulong)packet * Purposes) + (ulong)purpose + 1) * Gamma));

    /// <summary>A number from 0 (included) to 1 (excluded) with 53 random bits.</summary>
    public double Share(long packet, RandomPurpose purpose) => (Bits(packet, purpose) >> 11) * (1.0 / (1UL << 53));

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
