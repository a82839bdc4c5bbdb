namespace Weir.Wire.Ethereum;

/// <summary>
/// Go's <c>math/rand</c> source of Go 1, number for number, because Klaytn chooses its committee with it (klaytn-ibft 4.3). An additive lagged Fibonacci generator,
/// y[k] = y[k-607] + y[k-273] mod 2^64 (Mitchell and Reeds), whose first 607 words are the seed's words xored with a fixed table. The table is the generator's own state after
/// 7.8 * 10^12 steps from seed 1; <see cref="GoRandomTable"/> jumps there instead of carrying 607 constants. Not for secrets.
/// </summary>
public sealed class GoRandom
{
    /// <summary>Words of the generator.</summary>
    internal const int Length = 607;

    /// <summary>The second lag.</summary>
    internal const int Tap = 273;

    private readonly ulong[] _words = new ulong[Length];
    private int _tap;
    private int _feed = Length - Tap;

    /// <summary>The generator that Go's <c>rand.NewSource(seed)</c> makes.</summary>
    public GoRandom(long seed)
    {
        long start = seed % int.MaxValue;
        if (start < 0) { start += int.MaxValue; }
        if (start == 0) { start = 89482311; }
        Fill(_words, (uint)start, 40, 20);
        ReadOnlySpan<ulong> table = GoRandomTable.Words;
        for (int i = 0; i < Length; i++) { _words[i] ^= table[i]; }
    }

    /// <summary>Go's <c>Uint64</c>: the next 64 bits.</summary>
    public ulong NextUInt64()
    {
        _tap = _tap == 0 ? Length - 1 : _tap - 1;
        _feed = _feed == 0 ? Length - 1 : _feed - 1;
        return _words[_feed] += _words[_tap];
    }

    /// <summary>Go's <c>Int63</c>: the next number from 0 to 2^63 - 1.</summary>
    public long NextInt63() => (long)(NextUInt64() & long.MaxValue);

    /// <summary>Go's <c>Intn</c> for bounds below 2^31: the next number from 0 to <paramref name="bound"/> - 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bound"/> is not positive.</exception>
    public int Next(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        if ((bound & (bound - 1)) == 0) { return (int)(NextInt63() >> 32) & (bound - 1); }

        // Numbers above the last whole multiple of the bound would make small results likelier.
        int last = int.MaxValue - (int)((1u << 31) % (uint)bound);
        int value = (int)(NextInt63() >> 32);
        while (value > last) { value = (int)(NextInt63() >> 32); }
        return value % bound;
    }

    /// <summary>Go's <c>Shuffle</c>, in place, for fewer than 2^31 items.</summary>
    public void Shuffle(Span<int> items)
    {
        for (int i = items.Length - 1; i > 0; i--)
        {
            int other = NextBelow((uint)i + 1);
            (items[i], items[other]) = (items[other], items[i]);
        }
    }

    /// <summary>Fills a state from a seed: the minimal-standard generator x = 48271 x mod (2^31 - 1), three values a word, after twenty that are thrown away.</summary>
    internal static void Fill(Span<ulong> words, uint seed, int high, int middle)
    {
        ulong x = seed;
        for (int i = 0; i < 20; i++) { x = Step(x); }
        for (int i = 0; i < words.Length; i++)
        {
            x = Step(x);
            ulong word = x << high;
            x = Step(x);
            word ^= x << middle;
            x = Step(x);
            words[i] = word ^ x;
        }
    }

    private static ulong Step(ulong x) => 48271 * x % int.MaxValue;

    // Shuffle draws by multiplication and rejection (Lemire), unlike Intn.
    private int NextBelow(uint bound)
    {
        ulong product = (uint)(NextInt63() >> 31) * (ulong)bound;
        uint low = (uint)product;
        if (low < bound)
        {
            uint threshold = (uint)-(int)bound % bound;
            while (low < threshold)
            {
                product = (uint)(NextInt63() >> 31) * (ulong)bound;
                low = (uint)product;
            }
        }

        return (int)(product >> 32);
    }
}
