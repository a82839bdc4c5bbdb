namespace Weir.Wire.Ethereum;

/// <summary>
/// The fixed table of Go's generator: its state after 7.8 * 10^12 steps from seed 1. Those steps would take hours, but the generator is linear: with the recurrence
/// s[n+607] = s[n] + s[n+334] the state N steps on is given by the polynomial z^N mod (z^607 - z^334 - 1) over the numbers mod 2^64, and square and multiply finds it in 43 squarings (about 20 ms, once).
/// </summary>
internal static class GoRandomTable
{
    private const int Length = GoRandom.Length;
    private const int Middle = GoRandom.Length - GoRandom.Tap;
    private const long Steps = 7_800_000_000_000;

    private static readonly Lazy<ulong[]> Table = new(Compute);

    /// <summary>The 607 words.</summary>
    public static ReadOnlySpan<ulong> Words => Table.Value;

    private static ulong[] Compute()
    {
        ulong[] power = Power(Steps);

        // The generator writes word 333, 332, ... downwards, so in the order of time the state reads backwards from there.
        ulong[] first = new ulong[Length];
        GoRandom.Fill(first, 1, 20, 10);
        ulong[] sequence = new ulong[2 * Length];
        for (int i = 0; i < Length; i++) { sequence[i] = first[Place(i - Length)]; }
        for (int i = 0; i < Length; i++) { sequence[Length + i] = sequence[i] + sequence[i + Middle]; }

        ulong[] table = new ulong[Length];
        for (int i = 0; i < Length; i++)
        {
            ulong sum = 0;
            for (int j = 0; j < Length; j++) { sum += power[j] * sequence[i + j]; }
            table[Place(Steps - Length + i)] = sum;
        }

        return table;
    }

    /// <summary>Where step <paramref name="step"/> (from 0; negative for the words of the seed) writes.</summary>
    private static int Place(long step) => (int)((((Middle - 1 - step) % Length) + Length) % Length);

    private static ulong[] Power(long exponent)
    {
        ulong[] power = new ulong[Length];
        ulong[] square = new ulong[(2 * Length) - 1];
        power[0] = 1;
        for (int bit = 63 - (int)long.LeadingZeroCount(exponent); bit >= 0; bit--)
        {
            Array.Clear(square);
            for (int i = 0; i < Length; i++)
            {
                ulong factor = power[i];
                for (int j = 0; j < Length; j++) { square[i + j] += factor * power[j]; }
            }

            // z^607 = z^334 + 1
            for (int i = square.Length - 1; i >= Length; i--)
            {
                square[i - Length] += square[i];
                square[i - Length + Middle] += square[i];
            }

            square.AsSpan(0, Length).CopyTo(power);
            if ((exponent >> bit & 1) == 0) { continue; }
            ulong carry = power[Length - 1];
            power.AsSpan(0, Length - 1).CopyTo(power.AsSpan(1));
            power[0] = carry;
            power[Middle] += carry;
        }

        return power;
    }
}
