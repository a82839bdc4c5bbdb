using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Weir.Wire.Ethereum;

/// <summary>What <see cref="KeccakPermutation"/> asks of the words of one or several states; implementations are empty structs, so that the compiler specialises and inlines.</summary>
internal interface IKeccakLane<T>
    where T : struct
{
    static abstract T Xor(T a, T b);

    static abstract T Xor3(T a, T b, T c);

    /// <summary>a ^ (~b &amp; c), the step chi.</summary>
    static abstract T Chi(T a, T b, T c);

    /// <summary>Each word rotated left by <paramref name="bits"/>, 0 to 63.</summary>
    static abstract T Rotate(T a, int bits);

    static abstract T Broadcast(ulong value);
}

/// <summary>One state in general registers.</summary>
internal readonly struct ScalarLane : IKeccakLane<ulong>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Xor(ulong a, ulong b) => a ^ b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Xor3(ulong a, ulong b, ulong c) => a ^ b ^ c;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Chi(ulong a, ulong b, ulong c) => a ^ (~b & c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Rotate(ulong a, int bits) => BitOperations.RotateLeft(a, bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Broadcast(ulong value) => value;
}

/// <summary>Four of a batch's eight states in 256 bits. Every operation exists without AVX2 too (the framework splits it), so tests reach this code on every machine.</summary>
internal readonly struct Vector256Lane : IKeccakLane<Vector256<ulong>>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> Xor(Vector256<ulong> a, Vector256<ulong> b) => a ^ b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> Xor3(Vector256<ulong> a, Vector256<ulong> b, Vector256<ulong> c) => a ^ b ^ c;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> Chi(Vector256<ulong> a, Vector256<ulong> b, Vector256<ulong> c) => a ^ Vector256.AndNot(c, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> Rotate(Vector256<ulong> a, int bits) => bits switch
    {
        0 => a,
        // An addition leaves the shifters, of which there are few, to others.
        1 => (a + a) | (a >>> 63),
        // Whole bytes: one shuffle.
        8 => Vector256.Shuffle(a.AsByte(), Vector256.Create((byte)7, 0, 1, 2, 3, 4, 5, 6, 15, 8, 9, 10, 11, 12, 13, 14, 23, 16, 17, 18, 19, 20, 21, 22, 31, 24, 25, 26, 27, 28, 29, 30)).AsUInt64(),
        56 => Vector256.Shuffle(a.AsByte(), Vector256.Create((byte)1, 2, 3, 4, 5, 6, 7, 0, 9, 10, 11, 12, 13, 14, 15, 8, 17, 18, 19, 20, 21, 22, 23, 16, 25, 26, 27, 28, 29, 30, 31, 24)).AsUInt64(),
        _ => (a << bits) | (a >>> (64 - bits)),
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> Broadcast(ulong value) => Vector256.Create(value);
}

/// <summary>All eight states in 512 bits, with ternary logic and rotation where AVX-512 is there. Without it the framework splits each operation, so tests reach this code on every machine.</summary>
internal readonly struct Vector512Lane : IKeccakLane<Vector512<ulong>>
{
    /// <summary>The truth table of a ^ b ^ c: bit (a * 4 + b * 2 + c) is the result.</summary>
    internal const byte Xor3Table = 0x96;

    /// <summary>The truth table of a ^ (~b &amp; c).</summary>
    internal const byte ChiTable = 0xD2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> Xor(Vector512<ulong> a, Vector512<ulong> b) => a ^ b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> Xor3(Vector512<ulong> a, Vector512<ulong> b, Vector512<ulong> c) =>
        Avx512F.IsSupported ? Avx512F.TernaryLogic(a, b, c, Xor3Table) : a ^ b ^ c;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> Chi(Vector512<ulong> a, Vector512<ulong> b, Vector512<ulong> c) =>
        Avx512F.IsSupported ? Avx512F.TernaryLogic(a, b, c, ChiTable) : a ^ Vector512.AndNot(c, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> Rotate(Vector512<ulong> a, int bits)
    {
        if (bits == 0)
        {
            return a;
        }
        return Avx512F.IsSupported ? Avx512F.RotateLeft(a, (byte)bits) : (a << bits) | (a >>> (64 - bits));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> Broadcast(ulong value) => Vector512.Create(value);
}
