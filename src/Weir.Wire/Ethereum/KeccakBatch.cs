using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Weir.Wire.Ethereum;

/// <summary>
/// Keccak-f[1600] of eight states at once: one vector of 512 bits where AVX-512 is there, two of 256 with AVX2, one state after the other elsewhere; the result is
/// the same. Word <c>w</c> of lane <c>l</c> lies at <c>w * 8 + l</c>.
/// </summary>
public static class KeccakBatch
{
    /// <summary>States permuted by one call.</summary>
    public const int Lanes = 8;

    /// <summary>Length of the array of all states: 25 words of eight lanes.</summary>
    public const int Length = KeccakPermutation.Words * Lanes;

    /// <summary>Permutes the eight states in <paramref name="states"/> (at least <see cref="Length"/> words). Lanes that are not used cost nothing more. Allocates nothing.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="states"/> is too short.</exception>
    public static void Permute(Span<ulong> states)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            PermuteVector512(states);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            PermuteVector256(states);
        }
        else
        {
            PermuteScalar(states);
        }
    }

    internal static void PermuteVector512(Span<ulong> states)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(states.Length, Length);
        Span<ulong> room = stackalloc ulong[Length];
        ref ulong words = ref MemoryMarshal.GetReference(states);
        PermuteVector512(ref words, ref MemoryMarshal.GetReference(room), ref words);
    }

    internal static void PermuteVector256(Span<ulong> states)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(states.Length, Length);
        Span<ulong> room = stackalloc ulong[Length];
        ref ulong words = ref MemoryMarshal.GetReference(states);
        PermuteVector256(ref words, ref MemoryMarshal.GetReference(room), ref words, 2);
    }

    internal static void PermuteScalar(Span<ulong> states)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(states.Length, Length);
        PermuteScalar(states, states, Lanes);
    }

    /// <summary>From states to result, which may be the same. The caller has checked that all three have <see cref="Length"/> words.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static void PermuteVector512(ref ulong states, ref ulong room, ref ulong result) =>
        KeccakPermutation.Permute<Vector512<ulong>, KeccakVector512Lane>(
            ref Unsafe.As<ulong, Vector512<ulong>>(ref states), ref Unsafe.As<ulong, Vector512<ulong>>(ref room), ref Unsafe.As<ulong, Vector512<ulong>>(ref result), 1, 1);

    /// <summary>From states to result, which may be the same: lanes 0 to 3, and with two <paramref name="groups"/> the other four too. The caller has checked that all three have <see cref="Length"/> words.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static void PermuteVector256(ref ulong states, ref ulong room, ref ulong result, nint groups) =>
        KeccakPermutation.Permute<Vector256<ulong>, KeccakVector256Lane>(
            ref Unsafe.As<ulong, Vector256<ulong>>(ref states), ref Unsafe.As<ulong, Vector256<ulong>>(ref room), ref Unsafe.As<ulong, Vector256<ulong>>(ref result), 2, groups);

    /// <summary>The first <paramref name="lanes"/> of states to result, which may be the same, one after the other.</summary>
    internal static void PermuteScalar(ReadOnlySpan<ulong> states, Span<ulong> result, int lanes)
    {
        Span<ulong> one = stackalloc ulong[KeccakPermutation.Words];
        for (int lane = 0; lane < lanes; lane++)
        {
            Load(states, lane, one);
            KeccakPermutation.Permute(one);
            Store(one, result, lane);
        }
    }

    /// <summary>Copies the words of one lane out of a batch.</summary>
    internal static void Load(ReadOnlySpan<ulong> states, int lane, Span<ulong> words)
    {
        for (int word = 0; word < KeccakPermutation.Words; word++)
        {
            words[word] = states[(word * Lanes) + lane];
        }
    }

    /// <summary>Copies the 25 words of a state into one lane of a batch.</summary>
    internal static void Store(ReadOnlySpan<ulong> words, Span<ulong> states, int lane)
    {
        for (int word = 0; word < KeccakPermutation.Words; word++)
        {
            states[(word * Lanes) + lane] = words[word];
        }
    }
}
