using System.Security.Cryptography;

namespace Weir.Wire.Ethereum;

/// <summary>
/// ECIES as RLPx's handshake uses it (klaytn-ibft 1.2): <c>04 || X || Y || IV (16) || ciphertext || tag (32)</c>, with secp256k1, the concatenation KDF and HMAC over SHA-256,
/// and AES-128 in counter mode. The authenticated data s2 is the packet's size prefix in the EIP-8 form and empty in the plain form.
/// </summary>
public static class Ecies
{
    /// <summary>Bytes that a packet is longer than its content.</summary>
    public const int Overhead = KeyPart + Aes128Ctr.IvSize + TagSize;

    private const int KeyPart = 1 + Secp256k1.PublicKeySize;
    private const int TagSize = 32;
    private const byte Uncompressed = 4;

    /// <summary>
    /// Encrypts <paramref name="content"/> for the owner of <paramref name="publicKey64"/> into <paramref name="packet"/>, which is exactly <see cref="Overhead"/> longer and does not overlap it.
    /// False when the public key is no point of the curve.
    /// </summary>
    /// <param name="curve">Does the arithmetic.</param>
    /// <param name="publicKey64">The receiver's static public key.</param>
    /// <param name="content">What to encrypt.</param>
    /// <param name="s2">Authenticated but not encrypted.</param>
    /// <param name="fill">The caller's source of random bytes, for the ephemeral key and the IV, in this order.</param>
    /// <param name="packet">Gets the packet.</param>
    public static bool TryEncrypt(ICurve curve, ReadOnlySpan<byte> publicKey64, ReadOnlySpan<byte> content, ReadOnlySpan<byte> s2, Action<Span<byte>> fill, Span<byte> packet)
    {
        ArgumentNullException.ThrowIfNull(fill);
        Span<byte> ephemeral = stackalloc byte[Secp256k1.ScalarSize];
        Secp256k1.GeneratePrivateKey(fill, ephemeral);
        Span<byte> iv = stackalloc byte[Aes128Ctr.IvSize];
        fill(iv);
        bool done = TryEncrypt(curve, publicKey64, content, s2, ephemeral, iv, packet);
        CryptographicOperations.ZeroMemory(ephemeral);
        return done;
    }

    /// <summary>As the other, with a given ephemeral key and IV: for tests and repeatable experiments. A pair must never be used twice.</summary>
    public static bool TryEncrypt(
        ICurve curve, ReadOnlySpan<byte> publicKey64, ReadOnlySpan<byte> content, ReadOnlySpan<byte> s2, ReadOnlySpan<byte> ephemeralKey32, ReadOnlySpan<byte> iv16, Span<byte> packet)
    {
        ArgumentNullException.ThrowIfNull(curve);
        ArgumentOutOfRangeException.ThrowIfNotEqual(iv16.Length, Aes128Ctr.IvSize);
        ArgumentOutOfRangeException.ThrowIfNotEqual(packet.Length, content.Length + Overhead);
        Span<byte> keys = stackalloc byte[Keys.Size];
        if (!TryDerive(curve, publicKey64, ephemeralKey32, keys))
        {
            return false;
        }
        packet[0] = Uncompressed;
        curve.PublicKey(ephemeralKey32, packet[1..KeyPart]);
        iv16.CopyTo(packet[KeyPart..]);
        Span<byte> cipher = packet.Slice(KeyPart + Aes128Ctr.IvSize, content.Length);
        Aes128Ctr.Transform(keys[Keys.Cipher], iv16, content, cipher);
        Tag(keys[Keys.Mac], packet[KeyPart..^TagSize], s2, packet[^TagSize..]);
        CryptographicOperations.ZeroMemory(keys);
        return true;
    }

    /// <summary>
    /// Decrypts a packet into the beginning of <paramref name="content"/>. False when it is too short, holds no point of the curve, carries another tag than its bytes have, or has more
    /// content than there is room; then nothing was written. The tag is compared in constant time.
    /// </summary>
    public static bool TryDecrypt(ICurve curve, ReadOnlySpan<byte> privateKey32, ReadOnlySpan<byte> packet, ReadOnlySpan<byte> s2, Span<byte> content, out int written)
    {
        ArgumentNullException.ThrowIfNull(curve);
        written = 0;
        int length = packet.Length - Overhead;
        if (length < 0 || length > content.Length || packet[0] != Uncompressed)
        {
            return false;
        }
        Span<byte> keys = stackalloc byte[Keys.Size];
        if (!TryDerive(curve, packet[1..KeyPart], privateKey32, keys))
        {
            return false;
        }
        Span<byte> tag = stackalloc byte[TagSize];
        Tag(keys[Keys.Mac], packet[KeyPart..^TagSize], s2, tag);
        bool genuine = CryptographicOperations.FixedTimeEquals(tag, packet[^TagSize..]);
        if (genuine)
        {
            ReadOnlySpan<byte> iv = packet.Slice(KeyPart, Aes128Ctr.IvSize);
            Aes128Ctr.Transform(keys[Keys.Cipher], iv, packet.Slice(KeyPart + Aes128Ctr.IvSize, length), content);
            written = length;
        }
        CryptographicOperations.ZeroMemory(keys);
        return genuine;
    }

    /// <summary>NIST SP 800-56 concatenation KDF: SHA-256(00000001 || Z) is the cipher's key and what the MAC's key is the SHA-256 of.</summary>
    private static bool TryDerive(ICurve curve, ReadOnlySpan<byte> publicKey64, ReadOnlySpan<byte> privateKey32, Span<byte> keys)
    {
        Span<byte> counted = stackalloc byte[4 + 32];
        counted[..4].Clear();
        counted[3] = 1;
        if (!curve.TryAgree(publicKey64, privateKey32, counted[4..]))
        {
            return false;
        }
        Span<byte> derived = stackalloc byte[32];
        SHA256.HashData(counted, derived);
        derived[..16].CopyTo(keys[Keys.Cipher]);
        SHA256.HashData(derived[16..], keys[Keys.Mac]);
        CryptographicOperations.ZeroMemory(counted);
        CryptographicOperations.ZeroMemory(derived);
        return true;
    }

    private static void Tag(ReadOnlySpan<byte> key, ReadOnlySpan<byte> ivAndCipher, ReadOnlySpan<byte> s2, Span<byte> tag)
    {
        using IncrementalHash hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hmac.AppendData(ivAndCipher);
        hmac.AppendData(s2);
        hmac.GetHashAndReset(tag);
    }

    private static class Keys
    {
        public const int Size = 16 + 32;

        public static Range Cipher => ..16;

        public static Range Mac => 16..;
    }
}
