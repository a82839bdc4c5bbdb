namespace Weir.Wire.Ethereum;

/// <summary>Reading the other side's packet.</summary>
public sealed partial class RlpxHandshake
{
    /// <summary>Reads the initiator's packet, whole and without the connection-type byte. False with the reason when it is none for this key.</summary>
    public bool TryReadAuth(ReadOnlySpan<byte> packet, out string? error)
    {
        Require(initiator: false);
        byte[] buffer = new byte[RlpxLimits.MaxHandshakeSize];
        if (!TryOpen(packet, fromInitiator: true, buffer, out int length, out error)) { return false; }
        ReadOnlySpan<byte> content = buffer.AsSpan(0, length);
        ReadOnlySpan<byte> signature;
        ReadOnlySpan<byte> id;
        ReadOnlySpan<byte> nonce;
        ulong version = Version;
        if (Form == RlpxHandshakeForm.Plain)
        {
            signature = content[..65];
            id = content.Slice(97, KeySize);
            nonce = content.Slice(161, RlpxSecrets.Size);
        }
        else
        {
            RlpReader reader = new(content);
            if (!reader.TryReadList(out RlpReader fields) || !fields.TryReadFixed(EthereumSignature.Size, out signature)
                || !fields.TryReadFixed(KeySize, out id) || !fields.TryReadFixed(RlpxSecrets.Size, out nonce) || !fields.TryReadUInt64(out version))
            {
                error = "auth: not a list of signature, node id, nonce and version";
                return false;
            }
        }

        // The signature is over static-shared ^ nonce, by the ephemeral key, which is recovered from it.
        Span<byte> token = stackalloc byte[RlpxSecrets.Size];
        if (!_curve.TryAgree(id, _staticKey, token))
        {
            error = "auth: the node id is no point of the curve";
            return false;
        }

        Xor(token, nonce);
        if (!_curve.TryRecover(token, signature, _remoteEphemeral))
        {
            error = "auth: the signature gives no ephemeral key";
            return false;
        }

        if (Form == RlpxHandshakeForm.Plain)
        {
            Span<byte> hash = stackalloc byte[Keccak256.Size];
            Keccak256.Hash(_remoteEphemeral, hash);
            if (!hash.SequenceEqual(content.Slice(65, Keccak256.Size)))
            {
                error = "auth: the hash of the ephemeral key is wrong";
                return false;
            }
        }

        _remoteId = id.ToArray();
        nonce.CopyTo(_remoteNonce);
        RemoteVersion = version;
        _auth = packet.ToArray();
        return true;
    }

    /// <summary>Reads the recipient's answer, whole and without the connection-type byte. False with the reason when it is none for this key. Afterwards <see cref="Secrets"/> is there.</summary>
    /// <exception cref="InvalidOperationException">No auth packet was made.</exception>
    public bool TryReadAck(ReadOnlySpan<byte> packet, out string? error)
    {
        Require(initiator: true);
        if (_auth.Length == 0) { throw new InvalidOperationException("No auth packet was made."); }
        byte[] buffer = new byte[RlpxLimits.MaxHandshakeSize];
        if (!TryOpen(packet, fromInitiator: false, buffer, out int length, out error)) { return false; }
        ReadOnlySpan<byte> content = buffer.AsSpan(0, length);
        ReadOnlySpan<byte> ephemeral;
        ReadOnlySpan<byte> nonce;
        ulong version = Version;
        if (Form == RlpxHandshakeForm.Plain)
        {
            ephemeral = content[..KeySize];
            nonce = content.Slice(KeySize, RlpxSecrets.Size);
        }
        else
        {
            RlpReader reader = new(content);
            if (!reader.TryReadList(out RlpReader fields) || !fields.TryReadFixed(KeySize, out ephemeral)
                || !fields.TryReadFixed(RlpxSecrets.Size, out nonce) || !fields.TryReadUInt64(out version))
            {
                error = "ack: not a list of ephemeral key, nonce and version";
                return false;
            }
        }

        if (!_curve.IsValid(ephemeral))
        {
            error = "ack: the ephemeral key is no point of the curve";
            return false;
        }

        ephemeral.CopyTo(_remoteEphemeral);
        nonce.CopyTo(_remoteNonce);
        RemoteVersion = version;
        _ack = packet.ToArray();
        Derive();
        return true;
    }

    private bool TryOpen(ReadOnlySpan<byte> packet, bool fromInitiator, Span<byte> content, out int length, out string? error)
    {
        length = 0;
        string name = fromInitiator ? "auth" : "ack";
        if (!RlpxHandshakePacket.TryGetLength(packet, fromInitiator, out int whole, out RlpxHandshakeForm form) || packet.Length != whole)
        {
            error = name + ": the length is wrong";
            return false;
        }

        int prefix = form == RlpxHandshakeForm.Eip8 ? RlpxHandshakePacket.PrefixSize : 0;
        if (!Ecies.TryDecrypt(_curve, _staticKey, packet[prefix..], packet[..prefix], content, out length))
        {
            error = name + ": not encrypted for this key";
            return false;
        }

        Form = form;
        error = null;
        return true;
    }
}
