namespace Weir.Wire.Ethereum;

/// <summary>
/// The secrets of one RLPx session (klaytn-ibft 1.5). <see cref="Aes"/> alone decrypts both directions; checking the authentication codes also needs <see cref="Mac"/>, the nonce and the
/// handshake packet of that direction. Immutable. The text form shows no secret.
/// </summary>
public sealed class RlpxSecrets
{
    /// <summary>Bytes of each secret and nonce.</summary>
    public const int Size = 32;

    private readonly byte[] _aes;
    private readonly byte[] _mac;
    private readonly byte[] _initiatorNonce;
    private readonly byte[] _recipientNonce;

    /// <summary>Secrets as a node or a key log gives them.</summary>
    /// <param name="aes">The cipher key, 32 bytes.</param>
    /// <param name="mac">The MAC secret, 32 bytes, or empty when it is not known.</param>
    /// <param name="initiatorNonce">32 bytes, or empty.</param>
    /// <param name="recipientNonce">32 bytes, or empty.</param>
    /// <exception cref="ArgumentException">A length is wrong.</exception>
    public RlpxSecrets(ReadOnlySpan<byte> aes, ReadOnlySpan<byte> mac = default, ReadOnlySpan<byte> initiatorNonce = default, ReadOnlySpan<byte> recipientNonce = default)
    {
        _aes = Take(aes, nameof(aes), mayBeEmpty: false);
        _mac = Take(mac, nameof(mac), mayBeEmpty: true);
        _initiatorNonce = Take(initiatorNonce, nameof(initiatorNonce), mayBeEmpty: true);
        _recipientNonce = Take(recipientNonce, nameof(recipientNonce), mayBeEmpty: true);
    }

    /// <summary>The cipher key, 32 bytes.</summary>
    public ReadOnlySpan<byte> Aes => _aes;

    /// <summary>The MAC secret, 32 bytes, or empty.</summary>
    public ReadOnlySpan<byte> Mac => _mac;

    /// <summary>The nonce of who dialed, 32 bytes, or empty.</summary>
    public ReadOnlySpan<byte> InitiatorNonce => _initiatorNonce;

    /// <summary>The nonce of who was dialed, 32 bytes, or empty.</summary>
    public ReadOnlySpan<byte> RecipientNonce => _recipientNonce;

    /// <summary>True when the codes of both directions can be checked, given the handshake packets.</summary>
    public bool CanVerify => _mac.Length != 0 && _initiatorNonce.Length != 0 && _recipientNonce.Length != 0;

    /// <summary>Derives the secrets from the X coordinate of the agreement of both ephemeral keys and both nonces (1.5), 32 bytes each.</summary>
    public static RlpxSecrets Derive(ReadOnlySpan<byte> ephemeralShared, ReadOnlySpan<byte> initiatorNonce, ReadOnlySpan<byte> recipientNonce)
    {
        Span<byte> pair = stackalloc byte[2 * Size];
        Span<byte> aes = stackalloc byte[Size];
        Span<byte> mac = stackalloc byte[Size];

        // shared = K(E || K(Nr || Ni))
        recipientNonce[..Size].CopyTo(pair);
        initiatorNonce[..Size].CopyTo(pair[Size..]);
        Keccak256.Hash(pair, pair[Size..]);
        ephemeralShared[..Size].CopyTo(pair);
        Keccak256.Hash(pair, pair[Size..]);

        // aes = K(E || shared), mac = K(E || aes)
        Keccak256.Hash(pair, aes);
        aes.CopyTo(pair[Size..]);
        Keccak256.Hash(pair, mac);
        return new RlpxSecrets(aes, mac, initiatorNonce[..Size], recipientNonce[..Size]);
    }

    /// <summary>AES under the cipher key, for the counter mode of the stream.</summary>
    public Aes256 CreateCipher() => new(_aes);

    /// <summary>
    /// The running code of one direction (1.5): M1 = state after (mac ^ Nr) and the auth packet for what the initiator sends, M2 = state after (mac ^ Ni) and the ack packet for what the recipient sends.
    /// </summary>
    /// <param name="fromInitiator">True for the direction from initiator to recipient.</param>
    /// <param name="handshakePacket">The whole packet that this direction's sender sent: auth for the initiator, ack for the recipient, with its size prefix, without the connection-type byte.</param>
    /// <exception cref="InvalidOperationException"><see cref="CanVerify"/> is false.</exception>
    public RlpxMac CreateMac(bool fromInitiator, ReadOnlySpan<byte> handshakePacket)
    {
        if (!CanVerify) { throw new InvalidOperationException("The MAC secret or a nonce is not known."); }
        Span<byte> seed = stackalloc byte[Size];
        ReadOnlySpan<byte> nonce = fromInitiator ? _recipientNonce : _initiatorNonce;
        for (int i = 0; i < Size; i++) { seed[i] = (byte)(_mac[i] ^ nonce[i]); }
        KeccakState state = new();
        state.Absorb(seed);
        state.Absorb(handshakePacket);
        return new RlpxMac(new Aes256(_mac), state);
    }

    /// <summary>Says which secrets are there, never their value.</summary>
    public override string ToString() => CanVerify ? "RLPx secrets with MAC" : "RLPx cipher key";

    private static byte[] Take(ReadOnlySpan<byte> value, string name, bool mayBeEmpty)
    {
        if (value.Length != Size && !(mayBeEmpty && value.IsEmpty))
        {
            throw new ArgumentException("A secret has 32 bytes.", name);
        }

        return value.ToArray();
    }
}
