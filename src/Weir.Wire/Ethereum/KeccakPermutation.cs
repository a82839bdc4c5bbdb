using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Weir.Wire.Ethereum;

/// <summary>
/// Keccak-f[1600], 24 rounds (The Keccak reference 3.0, 1.2), written once for every width of lane: one state in <see cref="ulong"/>, four or eight in a vector.
/// Word (x, y) has the index x + 5y. No register file here could hold a state, so it stays in memory: a round reads one buffer and writes the other.
/// </summary>
internal static class KeccakPermutation
{
    /// <summary>Words of 64 bits in a state.</summary>
    public const int Words = 25;

    /// <summary>The constants of iota, round by round.</summary>
    internal static ReadOnlySpan<ulong> RoundConstants =>
    [
        0x0000000000000001, 0x0000000000008082, 0x800000000000808A, 0x8000000080008000, 0x000000000000808B, 0x0000000080000001,
        0x8000000080008081, 0x8000000000008009, 0x000000000000008A, 0x0000000000000088, 0x0000000080008009, 0x000000008000000A,
        0x000000008000808B, 0x800000000000008B, 0x8000000000008089, 0x8000000000008003, 0x8000000000008002, 0x8000000000000080,
        0x000000000000800A, 0x800000008000000A, 0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008,
    ];

    /// <summary>Permutes one state of 25 words in place.</summary>
    public static void Permute(Span<ulong> words)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(words.Length, Words);
        Span<ulong> space = stackalloc ulong[Words];
        PermuteScalar(ref MemoryMarshal.GetReference(words), ref MemoryMarshal.GetReference(space));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void PermuteScalar(ref ulong from, ref ulong to)
    {
        // The rounds are even in number, so the last one writes where the first one read.
        foreach (ulong constant in RoundConstants)
        {
            Round<ulong, KeccakScalarLane>(ref from, ref to, constant);
            ref ulong read = ref from;
            from = ref to;
            to = ref read;
        }
    }

    /// <summary>
    /// Permutes <paramref name="count"/> groups of states in vectors. Each group takes 50 elements from <paramref name="first"/> on: its words, and room for the round's result. The groups advance
    /// together, so that one group's work fills the pause in which another's round waits for its last word. The caller has checked that the elements are there.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Permute<T, TLane>(ref T first, nint count)
        where T : struct
        where TLane : struct, IKeccakLane<T>
    {
        nint from = 0;
        nint to = Words;
        foreach (ulong constant in RoundConstants)
        {
            for (nint group = 0; group < count; group++)
            {
                ref T words = ref Unsafe.Add(ref first, group * 2 * Words);
                Round<T, TLane>(ref Unsafe.Add(ref words, from), ref Unsafe.Add(ref words, to), constant);
            }
            (from, to) = (to, from);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Round<T, TLane>(ref T from, ref T to, ulong constant)
        where T : struct
        where TLane : struct, IKeccakLane<T>
    {
        // Theta: the parity of each column, then what each column takes from its two neighbours.
        T c0 = Column<T, TLane>(ref from, 0);
        T c1 = Column<T, TLane>(ref from, 1);
        T c2 = Column<T, TLane>(ref from, 2);
        T c3 = Column<T, TLane>(ref from, 3);
        T c4 = Column<T, TLane>(ref from, 4);
        T d0 = TLane.Xor(c4, TLane.Rotate(c1, 1));
        T d1 = TLane.Xor(c0, TLane.Rotate(c2, 1));
        T d2 = TLane.Xor(c1, TLane.Rotate(c3, 1));
        T d3 = TLane.Xor(c2, TLane.Rotate(c4, 1));
        T d4 = TLane.Xor(c3, TLane.Rotate(c0, 1));

        // Rho and pi (rotate, and gather the words of a new row), then chi; iota goes into the first word.
        Row<T, TLane>(
            ref Unsafe.Add(ref to, 0),
            TLane.Rotate(TLane.Xor(Unsafe.Add(ref from, 0), d0), 0),
            TLane.Rotate(TLane.Xor(Unsafe.Add(ref from, 6), d1), 44),
            TLane.Rotate(TLane.Xor(Unsafe.Add(ref from, 12), d2), 43),
            TLane.Rotate(TLane.Xor(Unsafe.Add(ref from, 18), d3), 21),
            TLane.Rotate(TLane.Xor(Unsafe.Add(ref from, 24), d4), 14));
        Row<T, TLane>(
            ref Unsafe.Add(ref to, 5),
            TLane.Rotate(TLane.Xor(Unsafe.Add(ref from, 3), d3), 28),
            TLane.Rotate(TLane.Xor(Unsafe.Add(ref from, 9), d4), 20),
            TLane.Rotate(TLane.Xor(Unsafe.Add(ref from, 10), d0), 3),
            TLane.Rotate(TLane.Xor(Unsafe.Add(ref from, 16), d1), 45),
            TLane.Rotate(TLane.Xor(Unsafe.Add(ref from, 22), d2), 61));
        Row<T, TLane>(
            ref Unsafe.Add(ref to, 10),
            TLane.Rotate(TLane.Xor(Unsafe.Add(ref from, 1), d1), 1),
            TLane.Rotate(TLane.Xor(Unsafe.Add(ref from, 7), d2), 6),
            TLane.Rotate(TLane.Xor(Unsafe.Add(ref from, 13), d3), 25),
            TLane.Rotate(TLane.Xor(Unsafe.Add(ref from, 19), d4), 8),
            TLane.Rotate(TLane.Xor(Unsafe.Add(ref from, 20), d0), 18));
        Row<T, TLane>(
            ref Unsafe.Add(ref to, 15),
            TLane.Rotate(TLane.Xor(Unsafe.Add(ref from, 4), d4), 27),
            TLane.Rotate(TLane.Xor(Unsafe.Add(ref from, 5), d0), 36),
            TLane.Rotate(TLane.Xor(Unsafe.Add(ref from, 11), d1), 10),
            TLane.Rotate(TLane.Xor(Unsafe.Add(ref from, 17), d2), 15),
            TLane.Rotate(TLane.Xor(Unsafe.Add(ref from, 23), d3), 56));
        Row<T, TLane>(
            ref Unsafe.Add(ref to, 20),
            TLane.Rotate(TLane.Xor(Unsafe.Add(ref from, 2), d2), 62),
            TLane.Rotate(TLane.Xor(Unsafe.Add(ref from, 8), d3), 55),
            TLane.Rotate(TLane.Xor(Unsafe.Add(ref from, 14), d4), 39),
            TLane.Rotate(TLane.Xor(Unsafe.Add(ref from, 15), d0), 41),
            TLane.Rotate(TLane.Xor(Unsafe.Add(ref from, 21), d1), 2));
        to = TLane.Xor(to, TLane.Broadcast(constant));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Column<T, TLane>(ref T from, int x)
        where T : struct
        where TLane : struct, IKeccakLane<T> =>
        TLane.Xor3(TLane.Xor3(Unsafe.Add(ref from, x), Unsafe.Add(ref from, x + 5), Unsafe.Add(ref from, x + 10)), Unsafe.Add(ref from, x + 15), Unsafe.Add(ref from, x + 20));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Row<T, TLane>(ref T to, T b0, T b1, T b2, T b3, T b4)
        where T : struct
        where TLane : struct, IKeccakLane<T>
    {
        to = TLane.Chi(b0, b1, b2);
        Unsafe.Add(ref to, 1) = TLane.Chi(b1, b2, b3);
        Unsafe.Add(ref to, 2) = TLane.Chi(b2, b3, b4);
        Unsafe.Add(ref to, 3) = TLane.Chi(b3, b4, b0);
        Unsafe.Add(ref to, 4) = TLane.Chi(b4, b0, b1);
    }
}
