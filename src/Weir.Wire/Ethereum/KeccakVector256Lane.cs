using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Weir.Wire.Ethereum;

/// <summary>Four of a batch's eight states in 256 bits. Every operation exists without AVX2 too (the framework splits it), so tests reach this code on every machine.</summary>
internal readonly struct KeccakVector256Lane : IKeccakLane<Vector256<ulong>>
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
