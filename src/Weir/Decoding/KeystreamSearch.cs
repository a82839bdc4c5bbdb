using System.Diagnostics.CodeAnalysis;
using Weir.Wire.Ethereum;

namespace Weir.Decoding;

/// <summary>
/// Looks for a header anywhere in some bytes of a stream under any of some keys: the bytes' fingerprints go into a small table, and each key's keystream runs past it. Counters rise along the stream,
/// so the first hit of a key is the first header.
/// </summary>
internal static class KeystreamSearch
{
    private const int Step = 256;
    private const int FilterBits = 16;

    /// <summary>Finds key, counter and position of the first header.</summary>
    public static bool TryFind(
        ReadOnlySpan<byte> bytes, IReadOnlyList<SessionSecret> secrets, int blocks, [NotNullWhen(true)] out SessionSecret? secret, out ulong counter, out int position)
    {
        secret = null;
        counter = 0;
        position = 0;
        var positions = new Dictionary<ulong, int>();
        uint[] filter = new uint[1 << (FilterBits - 5)];
        for (int at = bytes.Length - RlpxHeader.Size; at >= 0; at--)
        {
            ulong wanted = SessionSecret.Fingerprint(bytes[at..]) ^ SessionSecret.Known;
            positions[wanted] = at;
            filter[(int)(wanted & ((1 << FilterBits) - 1)) >> 5] |= 1u << (int)(wanted & 31);
        }

        byte[] keystream = new byte[Step * Aes256.BlockSize];
        foreach (SessionSecret candidate in secrets)
        {
            for (ulong first = 0; first < (ulong)blocks; first += Step)
            {
                candidate.Cipher.Keystream(first, keystream);
                for (int i = 0; i < Step; i++)
                {
                    ulong fingerprint = SessionSecret.Fingerprint(keystream.AsSpan(i * Aes256.BlockSize, Aes256.BlockSize));
                    if ((filter[(int)(fingerprint & ((1 << FilterBits) - 1)) >> 5] & (1u << (int)(fingerprint & 31))) == 0) { continue; }
                    if (!positions.TryGetValue(fingerprint, out position)) { continue; }
                    counter = first + (ulong)i;
                    Span<byte> plain = stackalloc byte[RlpxHeader.Size];
                    candidate.Cipher.TransformCtr(counter, bytes.Slice(position, RlpxHeader.Size), plain);
                    if (!RlpxHeader.IsHeader(plain)) { continue; }
                    secret = candidate;
                    return true;
                }
            }
        }

        return false;
    }
}
