using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Weir.Wire.Ethereum;

/// <summary>
/// Keccak-f[1600], 24 rounds (The Keccak reference 3.0, 1.2), written once for every width of lane: one state in <see cref="ulong"/>, four or eight in a vector.
/// Word (x, y) has the index x + 5y. The state stays where it is: a round writes each new row over the five words that it was made from, so words wander, and after
/// four rounds each is home again. That saves a second state, which no register file here could hold.
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
        Permute<ulong, ScalarLane>(ref MemoryMarshal.GetReference(words));
    }

    /// <summary>Permutes the states that begin at <paramref name="s"/>; the caller has checked that all words are there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Permute<T, TLane>(ref T s)
        where T : struct
        where TLane : struct, IKeccakLane<T>
    {
        ref ulong constants = ref MemoryMarshal.GetReference(RoundConstants);
        for (nuint round = 0; round < 24; round += 4)
        {
            Round<T, TLane>(ref s, Unsafe.Add(ref constants, round), 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24);
            Round<T, TLane>(ref s, Unsafe.Add(ref constants, round + 1), 0, 6, 12, 18, 24, 10, 16, 22, 3, 9, 20, 1, 7, 13, 19, 5, 11, 17, 23, 4, 15, 21, 2, 8, 14);
            Round<T, TLane>(ref s, Unsafe.Add(ref constants, round + 2), 0, 16, 7, 23, 14, 20, 11, 2, 18, 9, 15, 6, 22, 13, 4, 10, 1, 17, 8, 24, 5, 21, 12, 3, 19);
            Round<T, TLane>(ref s, Unsafe.Add(ref constants, round + 3), 0, 11, 22, 8, 19, 15, 1, 12, 23, 9, 5, 16, 2, 13, 24, 20, 6, 17, 3, 14, 10, 21, 7, 18, 4);
        }
    }

    /// <summary>One round. <c>wN</c> is the place where word N stands at its beginning.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Round<T, TLane>(
        ref T s, ulong constant,
        int w0, int w1, int w2, int w3, int w4, int w5, int w6, int w7, int w8, int w9, int w10, int w11, int w12,
        int w13, int w14, int w15, int w16, int w17, int w18, int w19, int w20, int w21, int w22, int w23, int w24)
        where T : struct
        where TLane : struct, IKeccakLane<T>
    {
        // Theta: the parity of each column, then what each column takes from its two neighbours.
        T c0 = Column<T, TLane>(ref s, w0, w5, w10, w15, w20);
        T c1 = Column<T, TLane>(ref s, w1, w6, w11, w16, w21);
        T c2 = Column<T, TLane>(ref s, w2, w7, w12, w17, w22);
        T c3 = Column<T, TLane>(ref s, w3, w8, w13, w18, w23);
        T c4 = Column<T, TLane>(ref s, w4, w9, w14, w19, w24);
        T d0 = TLane.Xor(c4, TLane.Rotate(c1, 1));
        T d1 = TLane.Xor(c0, TLane.Rotate(c2, 1));
        T d2 = TLane.Xor(c1, TLane.Rotate(c3, 1));
        T d3 = TLane.Xor(c2, TLane.Rotate(c4, 1));
        T d4 = TLane.Xor(c3, TLane.Rotate(c0, 1));

        // Rho and pi (rotate, and gather the words of a new row), chi, and iota in the first row. A new word goes to the place in its own column.
        Row<T, TLane>(ref s, w0, w6, w12, w18, w24, w0, w6, w12, w18, w24, d0, d1, d2, d3, d4, 0, 44, 43, 21, 14, TLane.Broadcast(constant));
        Row<T, TLane>(ref s, w3, w9, w10, w16, w22, w10, w16, w22, w3, w9, d3, d4, d0, d1, d2, 28, 20, 3, 45, 61, default);
        Row<T, TLane>(ref s, w1, w7, w13, w19, w20, w20, w1, w7, w13, w19, d1, d2, d3, d4, d0, 1, 6, 25, 8, 18, default);
        Row<T, TLane>(ref s, w4, w5, w11, w17, w23, w5, w11, w17, w23, w4, d4, d0, d1, d2, d3, 27, 36, 10, 15, 56, default);
        Row<T, TLane>(ref s, w2, w8, w14, w15, w21, w15, w21, w2, w8, w14, d2, d3, d4, d0, d1, 62, 55, 39, 41, 2, default);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Column<T, TLane>(ref T s, int a, int b, int c, int d, int e)
        where T : struct
        where TLane : struct, IKeccakLane<T> =>
        TLane.Xor3(TLane.Xor3(At<T, TLane>(ref s, a), At<T, TLane>(ref s, b), At<T, TLane>(ref s, c)), At<T, TLane>(ref s, d), At<T, TLane>(ref s, e));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Row<T, TLane>(
        ref T s, int w0, int w1, int w2, int w3, int w4, int to0, int to1, int to2, int to3, int to4,
        T d0, T d1, T d2, T d3, T d4, int r0, int r1, int r2, int r3, int r4, T iota)
        where T : struct
        where TLane : struct, IKeccakLane<T>
    {
        T b0 = TLane.Rotate(TLane.Xor(At<T, TLane>(ref s, w0), d0), r0);
        T b1 = TLane.Rotate(TLane.Xor(At<T, TLane>(ref s, w1), d1), r1);
        T b2 = TLane.Rotate(TLane.Xor(At<T, TLane>(ref s, w2), d2), r2);
        T b3 = TLane.Rotate(TLane.Xor(At<T, TLane>(ref s, w3), d3), r3);
        T b4 = TLane.Rotate(TLane.Xor(At<T, TLane>(ref s, w4), d4), r4);
        At<T, TLane>(ref s, to0) = TLane.Xor(TLane.Chi(b0, b1, b2), iota);
        At<T, TLane>(ref s, to1) = TLane.Chi(b1, b2, b3);
        At<T, TLane>(ref s, to2) = TLane.Chi(b2, b3, b4);
        At<T, TLane>(ref s, to3) = TLane.Chi(b3, b4, b0);
        At<T, TLane>(ref s, to4) = TLane.Chi(b4, b0, b1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref T At<T, TLane>(ref T s, int word)
        where T : struct
        where TLane : struct, IKeccakLane<T> => ref Unsafe.Add(ref s, word * TLane.Stride);
}
