using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using ArmAes = System.Runtime.Intrinsics.Arm.Aes;

namespace Weir.Wire.Ethereum;

/// <summary>The cryptography extension of ARMv8.</summary>
internal readonly struct ArmAesRounds : IAesRounds
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Begin(Vector128<byte> block, Vector128<byte> key) => block;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Middle(Vector128<byte> block, Vector128<byte> keyBefore, Vector128<byte> key) => ArmAes.MixColumns(ArmAes.Encrypt(block, keyBefore));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> End(Vector128<byte> block, Vector128<byte> keyBefore, Vector128<byte> key) => ArmAes.Encrypt(block, keyBefore) ^ key;
}
