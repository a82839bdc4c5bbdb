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
    private static void PermuteScalar(ref ulong words, ref ulong room) => Permute<ulong, KeccakScalarLane>(ref words, ref room, ref words, 1, 1);

    /// <summary>
    /// Permutes groups of states in vectors from <paramref name="states"/> to <paramref name="result"/>, which may be the same. Word <c>w</c> of group <c>g</c> is the element
    /// <c>w * stride + g</c>. The groups advance together, so that one group's work fills the pause in which another's round waits for its last word. The caller has checked that
    /// states, room and result have <c>25 * stride</c> elements.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Permute<T, TLane>(ref T states, ref T room, ref T result, int stride, nint groups)
        where T : struct
        where TLane : struct, IKeccakLane<T>
    {
        // The rounds are even in number: the first reads the states, the last writes the result, and between them two buffers take turns.
        ref T from = ref states;
        ref T to = ref room;
        ref T next = ref result;
        foreach (ulong constant in RoundConstants)
        {
            T iota = TLane.Broadcast(constant);
            for (nint group = 0; group < groups; group++)
            {
                Round<T, TLane>(ref Unsafe.Add(ref from, group), ref Unsafe.Add(ref to, group), stride, iota);
            }
            from = ref to;
            to = ref next;
            next = ref from;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Round<T, TLane>(ref T from, ref T to, int stride, T iota)
        where T : struct
        where TLane : struct, IKeccakLane<T>
    {
        // Theta: the parity of each column, then what each column takes from its two neighbours.
        T c0 = Column<T, TLane>(ref from, 0, stride);
        T c1 = Column<T, TLane>(ref from, 1, stride);
        T c2 = Column<T, TLane>(ref from, 2, stride);
        T c3 = Column<T, TLane>(ref from, 3, stride);
        T c4 = Column<T, TLane>(ref from, 4, stride);
        T d0 = TLane.Xor(c4, TLane.Rotate(c1, 1));
        T d1 = TLane.Xor(c0, TLane.Rotate(c2, 1));
        T d2 = TLane.Xor(c1, TLane.Rotate(c3, 1));
        T d3 = TLane.Xor(c2, TLane.Rotate(c4, 1));
        T d4 = TLane.Xor(c3, TLane.Rotate(c0, 1));

        // Rho and pi (rotate, and gather the words of a new row), then chi; iota goes into the first word.
        T first = Row<T, TLane>(
            ref Unsafe.Add(ref to, 0 * stride),
            stride,
            TLane.Rotate(TLane.Xor(Unsafe.Add(ref from, 0 * stride), d0), 0),
            TLane.Rotate(TLane.Xor(Unsafe.Add(ref from, 6 * stride), d1), 44),
            TLane.Rotate(TLane.Xor(Unsafe.Add(ref from, 12 * stride), d2), 43),
            TLane.Rotate(TLane.Xor(Unsafe.Add(ref from, 18 * stride), d3), 21),
            TLane.Rotate(TLane.Xor(Unsafe.Add(ref from, 24 * stride), d4), 14));
        to = TLane.Xor(first, iota);
        Unsafe.Add(ref to, 5 * stride) = Row<T, TLane>(
            ref Unsafe.Add(ref to, 5 * stride),
            stride,
            TLane.Rotate(TLane.Xor(Unsafe.Add(ref from, 3 * stride), d3), 28),
            TLane.Rotate(TLane.Xor(Unsafe.Add(ref from, 9 * stride), d4), 20),
            TLane.Rotate(TLane.Xor(Unsafe.Add(ref from, 10 * stride), d0), 3),
            TLane.Rotate(TLane.Xor(Unsafe.Add(ref from, 16 * stride), d1), 45),
            TLane.Rotate(TLane.Xor(Unsafe.Add(ref from, 22 * stride), d2), 61));
        Unsafe.Add(ref to, 10 * stride) = Row<T, TLane>(
            ref Unsafe.Add(ref to, 10 * stride),
            stride,
            TLane.Rotate(TLane.Xor(Unsafe.Add(ref from, 1 * stride), d1), 1),
            TLane.Rotate(TLane.Xor(Unsafe.Add(ref from, 7 * stride), d2), 6),
            TLane.Rotate(TLane.Xor(Unsafe.Add(ref from, 13 * stride), d3), 25),
            TLane.Rotate(TLane.Xor(Unsafe.Add(ref from, 19 * stride), d4), 8),
            TLane.Rotate(TLane.Xor(Unsafe.Add(ref from, 20 * stride), d0), 18));
        Unsafe.Add(ref to, 15 * stride) = Row<T, TLane>(
            ref Unsafe.Add(ref to, 15 * stride),
            stride,
            TLane.Rotate(TLane.Xor(Unsafe.Add(ref from, 4 * stride), d4), 27),
            TLane.Rotate(TLane.Xor(Unsafe.Add(ref from, 5 * stride), d0), 36),
            TLane.Rotate(TLane.Xor(Unsafe.Add(ref from, 11 * stride), d1), 10),
            TLane.Rotate(TLane.Xor(Unsafe.Add(ref from, 17 * stride), d2), 15),
            TLane.Rotate(TLane.Xor(Unsafe.Add(ref from, 23 * stride), d3), 56));
        Unsafe.Add(ref to, 20 * stride) = Row<T, TLane>(
            ref Unsafe.Add(ref to, 20 * stride),
            stride,
            TLane.Rotate(TLane.Xor(Unsafe.Add(ref from, 2 * stride), d2), 62),
            TLane.Rotate(TLane.Xor(Unsafe.Add(ref from, 8 * stride), d3), 55),
            TLane.Rotate(TLane.Xor(Unsafe.Add(ref from, 14 * stride), d4), 39),
            TLane.Rotate(TLane.Xor(Unsafe.Add(ref from, 15 * stride), d0), 41),
            TLane.Rotate(TLane.Xor(Unsafe.Add(ref from, 21 * stride), d1), 2));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Column<T, TLane>(ref T from, int x, int stride)
        where T : struct
        where TLane : struct, IKeccakLane<T> =>
        TLane.Xor3(
            TLane.Xor3(Unsafe.Add(ref from, x * stride), Unsafe.Add(ref from, (x + 5) * stride), Unsafe.Add(ref from, (x + 10) * stride)),
            Unsafe.Add(ref from, (x + 15) * stride),
            Unsafe.Add(ref from, (x + 20) * stride));

    /// <summary>Writes all words of a row but the first, which it returns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Row<T, TLane>(ref T to, int stride, T b0, T b1, T b2, T b3, T b4)
        where T : struct
        where TLane : struct, IKeccakLane<T>
    {
        Unsafe.Add(ref to, 1 * stride) = TLane.Chi(b1, b2, b3);
        Unsafe.Add(ref to, 2 * stride) = TLane.Chi(b2, b3, b4);
        Unsafe.Add(ref to, 3 * stride) = TLane.Chi(b3, b4, b0);
        Unsafe.Add(ref to, 4 * stride) = TLane.Chi(b4, b0, b1);
        return TLane.Chi(b0, b1, b2);
    }
}
