using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using X86Aes = System.Runtime.Intrinsics.X86.Aes;

namespace Weir.Wire.Ethereum;

/// <summary>AES-NI.</summary>
internal readonly struct X86AesRounds : IAesRounds
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Begin(Vector128<byte> block, Vector128<byte> key) => block ^ key;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Middle(Vector128<byte> block, Vector128<byte> keyBefore, Vector128<byte> key) => X86Aes.Encrypt(block, key);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> End(Vector128<byte> block, Vector128<byte> keyBefore, Vector128<byte> key) => X86Aes.EncryptLast(block, key);
}
