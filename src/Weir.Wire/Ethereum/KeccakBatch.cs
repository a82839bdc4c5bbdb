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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void PermuteVector512(Span<ulong> states)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(states.Length, Length);
        Span<Vector512<ulong>> buffers = Aligned<Vector512<ulong>>(stackalloc byte[((2 * KeccakPermutation.Words) + 1) * 64], 64);
        ref ulong words = ref MemoryMarshal.GetReference(states);
        for (int word = 0; word < KeccakPermutation.Words; word++)
        {
            buffers[word] = Vector512.LoadUnsafe(ref words, (nuint)(word * Lanes));
        }
        KeccakPermutation.Permute<Vector512<ulong>, KeccakVector512Lane>(ref buffers[0], 1);
        for (int word = 0; word < KeccakPermutation.Words; word++)
        {
            buffers[word].StoreUnsafe(ref words, (nuint)(word * Lanes));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void PermuteVector256(Span<ulong> states)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(states.Length, Length);
        Span<Vector256<ulong>> buffers = Aligned<Vector256<ulong>>(stackalloc byte[((4 * KeccakPermutation.Words) + 1) * 32], 32);
        ref ulong words = ref MemoryMarshal.GetReference(states);
        for (int word = 0; word < KeccakPermutation.Words; word++)
        {
            buffers[word] = Vector256.LoadUnsafe(ref words, (nuint)(word * Lanes));
            buffers[word + (2 * KeccakPermutation.Words)] = Vector256.LoadUnsafe(ref words, (nuint)((word * Lanes) + (Lanes / 2)));
        }
        KeccakPermutation.Permute<Vector256<ulong>, KeccakVector256Lane>(ref buffers[0], 2);
        for (int word = 0; word < KeccakPermutation.Words; word++)
        {
            buffers[word].StoreUnsafe(ref words, (nuint)(word * Lanes));
            buffers[word + (2 * KeccakPermutation.Words)].StoreUnsafe(ref words, (nuint)((word * Lanes) + (Lanes / 2)));
        }
    }

    internal static void PermuteScalar(Span<ulong> states)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(states.Length, Length);
        Span<ulong> one = stackalloc ulong[KeccakPermutation.Words];
        for (int lane = 0; lane < Lanes; lane++)
        {
            Load(states, lane, one);
            KeccakPermutation.Permute(one);
            Store(one, states, lane);
        }
    }

    /// <summary>
    /// The part of <paramref name="space"/>, which is on the stack and so does not move, that begins at a multiple of <paramref name="alignment"/>. The rounds work there, because
    /// vectors across cache lines cost a tenth of the speed and callers' arrays lie anywhere.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Span<T> Aligned<T>(Span<byte> space, int alignment)
        where T : struct
    {
        nint address = Unsafe.ByteOffset(ref Unsafe.NullRef<byte>(), ref MemoryMarshal.GetReference(space));
        return MemoryMarshal.Cast<byte, T>(space[(int)(-address & (alignment - 1))..]);
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
