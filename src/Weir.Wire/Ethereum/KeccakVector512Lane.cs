using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Weir.Wire.Ethereum;

/// <summary>All eight states in 512 bits, with ternary logic and rotation where AVX-512 is there. Without it the framework splits each operation, so tests reach this code on every machine.</summary>
internal readonly struct KeccakVector512Lane : IKeccakLane<Vector512<ulong>>
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
#pragma warning disable CA1857 // It is a constant once this is inlined, which it always is.
        return Avx512F.IsSupported ? Avx512F.RotateLeft(a, (byte)bits) : (a << bits) | (a >>> (64 - bits));
#pragma warning restore CA1857
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> Broadcast(ulong value) => Vector512.Create(value);
}
