using System.Security.Cryptography;

namespace Weir.Wire.Ethereum;

/// <summary>
/// The running authentication code of one direction of an RLPx session (klaytn-ibft 1.7). Every header and every frame changes it, so frames must pass in order and none may be left out.
/// Not safe for use by two threads at once. Allocates nothing after construction.
/// </summary>
public sealed class RlpxMac
{
    private readonly Aes256 _cipher;

    /// <summary>Begins with a state that has absorbed the secret and the handshake packet; see <see cref="RlpxSecrets.CreateMac"/>. Owns <paramref name="state"/> from now on.</summary>
    /// <param name="cipher">AES under the session's MAC secret; may be shared by both directions.</param>
    /// <param name="state">The Keccak state M1 or M2.</param>
    public RlpxMac(Aes256 cipher, KeccakState state)
    {
        ArgumentNullException.ThrowIfNull(cipher);
        ArgumentNullException.ThrowIfNull(state);
        _cipher = cipher;
        State = state;
    }

    /// <summary>True after a wrong code: what follows in this direction cannot be checked any more.</summary>
    public bool IsBroken { get; internal set; }

    internal KeccakState State { get; }

    internal Aes256 Cipher => _cipher;

    /// <summary>Number of the last batch that this direction took part in: finds a direction that is given twice.</summary>
    internal long Batch { get; set; }

    /// <summary>Absorbs an encrypted header of 16 bytes and writes its code of 16 bytes.</summary>
    public void ComputeHeader(ReadOnlySpan<byte> header, Span<byte> mac)
    {
        Span<byte> seed = stackalloc byte[16];
        State.Digest(seed);
        Absorb(seed, header[..16], mac);
    }

    /// <summary>Absorbs the encrypted content of a frame with its padding and writes its code of 16 bytes.</summary>
    public void ComputeFrame(ReadOnlySpan<byte> content, Span<byte> mac)
    {
        State.Absorb(content);
        Span<byte> seed = stackalloc byte[16];
        State.Digest(seed);
        Absorb(seed, seed, mac);
    }

    /// <summary>Absorbs an encrypted header and compares its code; false makes the direction broken.</summary>
    public bool VerifyHeader(ReadOnlySpan<byte> header, ReadOnlySpan<byte> mac)
    {
        Span<byte> right = stackalloc byte[16];
        ComputeHeader(header, right);
        return Compare(right, mac);
    }

    /// <summary>Absorbs the encrypted content of a frame and compares its code; false makes the direction broken.</summary>
    public bool VerifyFrame(ReadOnlySpan<byte> content, ReadOnlySpan<byte> mac)
    {
        Span<byte> right = stackalloc byte[16];
        ComputeFrame(content, right);
        return Compare(right, mac);
    }

    /// <summary>Writes the first bytes (at most 32) of the digest of everything so far.</summary>
    public void Digest(Span<byte> digest) => State.Digest(digest);

    private bool Compare(ReadOnlySpan<byte> right, ReadOnlySpan<byte> mac)
    {
        // A live peer must not learn from the time how many bytes were right.
        if (!IsBroken && CryptographicOperations.FixedTimeEquals(right, mac))
        {
            return true;
        }

        IsBroken = true;
        return false;
    }

    private void Absorb(ReadOnlySpan<byte> seed, ReadOnlySpan<byte> mask, Span<byte> mac)
    {
        Span<byte> tag = stackalloc byte[16];
        _cipher.EncryptBlock(seed, tag);
        for (int i = 0; i < tag.Length; i++) { tag[i] ^= mask[i]; }
        State.Absorb(tag);
        State.Digest(mac[..16]);
    }
}
