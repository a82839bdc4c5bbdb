using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Weir.Wire.Ethereum;

/// <summary>
/// One side of an RLPx handshake (klaytn-ibft 1.2 to 1.5), in either role and either form. It moves no bytes itself: the caller sends what <c>Create…</c> returns and hands in what came.
/// The initiator calls <see cref="CreateAuth"/> then <see cref="TryReadAck"/>, the recipient <see cref="TryReadAuth"/> then <see cref="CreateAck"/>; then <see cref="Secrets"/> is there.
/// </summary>
public sealed partial class RlpxHandshake
{
    /// <summary>The version that every packet says.</summary>
    public const int Version = 4;

    private const int KeySize = 64;
    private const int PlainAuthContent = 194;
    private const int PlainAckContent = 97;

    private readonly ICurve _curve;
    private readonly byte[] _staticKey;
    private readonly byte[] _ephemeralKey;
    private readonly byte[] _nonce;
    private readonly byte[] _remoteEphemeral = new byte[KeySize];
    private readonly byte[] _remoteNonce = new byte[RlpxSecrets.Size];
    private byte[] _remoteId = [];
    private byte[] _auth = [];
    private byte[] _ack = [];

    /// <summary>Begins a handshake.</summary>
    /// <param name="curve">The curve.</param>
    /// <param name="isInitiator">True for the side that dialed.</param>
    /// <param name="staticKey">The node's private key, 32 bytes.</param>
    /// <param name="ephemeralKey">A fresh private key, 32 bytes.</param>
    /// <param name="nonce">32 random bytes.</param>
    public RlpxHandshake(ICurve curve, bool isInitiator, ReadOnlySpan<byte> staticKey, ReadOnlySpan<byte> ephemeralKey, ReadOnlySpan<byte> nonce)
    {
        ArgumentNullException.ThrowIfNull(curve);
        ArgumentOutOfRangeException.ThrowIfNotEqual(nonce.Length, RlpxSecrets.Size, nameof(nonce));
        _curve = curve;
        IsInitiator = isInitiator;
        _staticKey = staticKey.ToArray();
        _ephemeralKey = ephemeralKey.ToArray();
        _nonce = nonce.ToArray();
    }

    /// <summary>True for the side that dialed.</summary>
    public bool IsInitiator { get; }

    /// <summary>The form of the packet that was read or made first; a recipient answers in the form it was addressed in.</summary>
    public RlpxHandshakeForm Form { get; private set; }

    /// <summary>The other side's node id (64 bytes): given by the initiator, read by the recipient; empty before.</summary>
    public ReadOnlySpan<byte> RemoteId => _remoteId;

    /// <summary>The version that the other side said; it is not checked. 0 before.</summary>
    public ulong RemoteVersion { get; private set; }

    /// <summary>The session's secrets; null until both packets are known.</summary>
    public RlpxSecrets? Secrets { get; private set; }

    /// <summary>The running code of what this side sends.</summary>
    /// <exception cref="InvalidOperationException">The handshake is not finished.</exception>
    public RlpxMac CreateEgressMac() => Finished().CreateMac(IsInitiator, IsInitiator ? _auth : _ack);

    /// <summary>The running code of what this side receives.</summary>
    /// <exception cref="InvalidOperationException">The handshake is not finished.</exception>
    public RlpxMac CreateIngressMac() => Finished().CreateMac(!IsInitiator, IsInitiator ? _ack : _auth);

    /// <summary>
    /// The initiator's packet for the owner of <paramref name="remoteId"/>. <paramref name="padding"/> zero bytes follow the list in the EIP-8 form (100 to 199 in v1.12, to 299 in v1.8.4);
    /// <paramref name="fill"/> gives random bytes for the encryption.
    /// </summary>
    /// <exception cref="ArgumentException">The remote id is no point of the curve.</exception>
    public byte[] CreateAuth(ReadOnlySpan<byte> remoteId, RlpxHandshakeForm form, int padding, Action<Span<byte>> fill)
    {
        Require(initiator: true);
        Form = form;
        _remoteId = remoteId.ToArray();
        Span<byte> signature = stackalloc byte[EthereumSignature.Size];
        Span<byte> token = stackalloc byte[RlpxSecrets.Size];
        Span<byte> id = stackalloc byte[KeySize];
        if (!_curve.TryAgree(remoteId, _staticKey, token)) { throw new ArgumentException("The remote id is no point of the curve.", nameof(remoteId)); }
        Xor(token, _nonce);
        _curve.Sign(token, _ephemeralKey, signature);
        _curve.PublicKey(_staticKey, id);
        if (form == RlpxHandshakeForm.Eip8)
        {
            RlpWriter body = new(512);
            int list = body.BeginList();
            body.Write(signature);
            body.Write(id);
            body.Write(_nonce);
            body.Write((ulong)Version);
            body.EndList(list);
            _auth = Seal(remoteId, body.WrittenSpan, padding, fill);
        }
        else
        {
            Span<byte> content = stackalloc byte[PlainAuthContent];
            content.Clear();
            Span<byte> ephemeral = stackalloc byte[KeySize];
            _curve.PublicKey(_ephemeralKey, ephemeral);
            signature.CopyTo(content);
            Keccak256.Hash(ephemeral, content[65..]);
            id.CopyTo(content[97..]);
            _nonce.CopyTo(content[161..]);
            _auth = Encrypt(remoteId, content, [], fill);
        }

        return _auth;
    }

    /// <summary>The recipient's answer, in the form of the auth packet that was read before; parameters as for <see cref="CreateAuth"/>. Afterwards <see cref="Secrets"/> is there.</summary>
    /// <exception cref="InvalidOperationException">No auth packet was read.</exception>
    public byte[] CreateAck(int padding, Action<Span<byte>> fill)
    {
        Require(initiator: false);
        if (_auth.Length == 0) { throw new InvalidOperationException("No auth packet was read."); }
        Span<byte> ephemeral = stackalloc byte[KeySize];
        _curve.PublicKey(_ephemeralKey, ephemeral);
        if (Form == RlpxHandshakeForm.Eip8)
        {
            RlpWriter body = new(512);
            int list = body.BeginList();
            body.Write(ephemeral);
            body.Write(_nonce);
            body.Write((ulong)Version);
            body.EndList(list);
            _ack = Seal(_remoteId, body.WrittenSpan, padding, fill);
        }
        else
        {
            Span<byte> content = stackalloc byte[PlainAckContent];
            content.Clear();
            ephemeral.CopyTo(content);
            _nonce.CopyTo(content[KeySize..]);
            _ack = Encrypt(_remoteId, content, [], fill);
        }

        Derive();
        return _ack;
    }

    private static void Xor(Span<byte> value, ReadOnlySpan<byte> mask)
    {
        for (int i = 0; i < value.Length; i++) { value[i] ^= mask[i]; }
    }

    private RlpxSecrets Finished() => Secrets ?? throw new InvalidOperationException("The handshake is not finished.");

    private void Require(bool initiator)
    {
        if (IsInitiator != initiator) { throw new InvalidOperationException(initiator ? "Only the initiator does this." : "Only the recipient does this."); }
    }

    private void Derive()
    {
        Span<byte> shared = stackalloc byte[RlpxSecrets.Size];
        if (!_curve.TryAgree(_remoteEphemeral, _ephemeralKey, shared)) { throw new InvalidOperationException("The remote ephemeral key was checked before."); }
        Secrets = IsInitiator ? RlpxSecrets.Derive(shared, _nonce, _remoteNonce) : RlpxSecrets.Derive(shared, _remoteNonce, _nonce);
        CryptographicOperations.ZeroMemory(shared);
    }

    // size || ECIES(body || padding), authenticated with the size.
    private byte[] Seal(ReadOnlySpan<byte> remoteId, ReadOnlySpan<byte> body, int padding, Action<Span<byte>> fill)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(padding);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(padding, RlpxLimits.MaxHandshakeSize - Ecies.Overhead - body.Length);
        byte[] content = new byte[body.Length + padding];
        body.CopyTo(content);
        byte[] prefix = new byte[RlpxHandshakePacket.PrefixSize];
        BinaryPrimitives.WriteUInt16BigEndian(prefix, (ushort)(content.Length + Ecies.Overhead));
        return Encrypt(remoteId, content, prefix, fill);
    }

    private byte[] Encrypt(ReadOnlySpan<byte> remoteId, ReadOnlySpan<byte> content, ReadOnlySpan<byte> prefix, Action<Span<byte>> fill)
    {
        byte[] packet = new byte[prefix.Length + content.Length + Ecies.Overhead];
        prefix.CopyTo(packet);
        return Ecies.TryEncrypt(_curve, remoteId, content, prefix, fill, packet.AsSpan(prefix.Length))
            ? packet
            : throw new InvalidOperationException("The remote id is no point of the curve.");
    }
}
