namespace Weir.Reassembly;

/// <summary>The secret numbers of <see cref="FlowKey.Hash"/>, drawn from one seed by splitmix64 (Steele, Lea and Flood, 2014).</summary>
internal readonly struct FlowSeed
{
    public readonly ulong A;
    public readonly ulong B;
    public readonly ulong C;
    public readonly ulong D;
    public readonly ulong E;
    public readonly ulong F;

    public FlowSeed(ulong seed)
    {
        A = Next(ref seed);
        B = Next(ref seed);
        C = Next(ref seed);
        D = Next(ref seed);
        E = Next(ref seed);
        F = Next(ref seed);
    }

    private static ulong Next(ref ulong state)
    {
        state += 0x9e3779b97f4a7c15;
        ulong z = (state ^ (state >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        return z ^ (z >> 31);
    }
}
