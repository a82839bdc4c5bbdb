namespace Weir.Wire.Ethereum;

/// <summary>Signatures of a message: recovering them, and making messages.</summary>
public sealed partial class IbftMessage
{
    /// <summary>
    /// Recovers who signed the message, its committed seal and its proposal's seal (3.3), and adds what is wrong to <see cref="Faults"/>. The second call does nothing. Takes one to two recoveries of the curve.
    /// </summary>
    public void Recover(ICurve curve)
    {
        ArgumentNullException.ThrowIfNull(curve);
        if (IsRecovered) { return; }
        IsRecovered = true;
        if (EthereumSignature.TryRecover(curve, ComputeSignedDigest(), Signature, out EthereumAddress signer))
        {
            Signer = signer;
            if (signer != Address) { Faults |= IbftFaults.SignerDiffers; }
        }
        else
        {
            Faults |= IbftFaults.SignatureInvalid;
        }

        if (Code == IbftCode.Commit && CommittedSeal.Length == EthereumSignature.Size)
        {
            bool recovered = EthereumSignature.TryRecover(curve, BlockHeader.ComputeCommittedSealDigest(Digest), CommittedSeal, out EthereumAddress sealer);
            CommittedSealSigner = recovered ? sealer : null;
            if (!recovered || CommittedSealSigner != Signer) { Faults |= IbftFaults.CommittedSealInvalid; }
        }

        if (Proposal is null) { return; }
        if (Proposal.Header.TryRecoverProposer(curve, out EthereumAddress proposer)) { Proposer = proposer; } else { Faults |= IbftFaults.ProposalSealInvalid; }
    }

    /// <summary>The bytes under the signature (3.3): the six fields with the signature empty.</summary>
    public byte[] EncodeSigned() => WithSignature(_payload.Span, []);

    /// <summary>The content of code 0x21: <c>[previous hash, payload]</c>.</summary>
    public byte[] Encode()
    {
        RlpWriter writer = new(_payload.Length + 48);
        int list = writer.BeginList();
        writer.Write(PreviousHash);
        writer.Write(_payload.Span);
        writer.EndList(list);
        return writer.ToArray();
    }

    /// <summary>Makes and signs a prepare, commit (with its committed seal) or round change.</summary>
    /// <param name="curve">The curve.</param>
    /// <param name="privateKey">The sender's key, 32 bytes.</param>
    /// <param name="code">Any but <see cref="IbftCode.Preprepare"/>.</param>
    /// <param name="sequence">The block number.</param>
    /// <param name="round">The round; for a round change the one asked for.</param>
    /// <param name="digest">The block's hash; zero for a round change.</param>
    /// <param name="previousHash">Hash of the block before.</param>
    /// <exception cref="ArgumentException">The code is <see cref="IbftCode.Preprepare"/>.</exception>
    public static IbftMessage CreateVote(ICurve curve, ReadOnlySpan<byte> privateKey, IbftCode code, ulong sequence, ulong round, Hash256 digest, Hash256 previousHash)
    {
        ArgumentNullException.ThrowIfNull(curve);
        if (code == IbftCode.Preprepare) { throw new ArgumentException("A preprepare needs a block.", nameof(code)); }
        RlpWriter writer = new();
        int list = writer.BeginList();
        WriteView(writer, round, sequence);
        writer.Write(digest);
        writer.Write(previousHash);
        writer.EndList(list);
        byte[] seal = code == IbftCode.Commit ? EthereumSignature.Sign(curve, BlockHeader.ComputeCommittedSealDigest(digest), privateKey) : [];
        return Create(curve, privateKey, code, writer.WrittenSpan, previousHash, seal);
    }

    /// <summary>Makes and signs a preprepare for <paramref name="block"/>, whose header must be sealed already (<see cref="BlockHeader.Sealed"/>).</summary>
    public static IbftMessage CreatePreprepare(ICurve curve, ReadOnlySpan<byte> privateKey, ulong round, Block block)
    {
        ArgumentNullException.ThrowIfNull(curve);
        ArgumentNullException.ThrowIfNull(block);
        RlpWriter writer = new(1024);
        int list = writer.BeginList();
        WriteView(writer, round, block.Header.Number);
        block.Write(writer);
        writer.EndList(list);
        return Create(curve, privateKey, IbftCode.Preprepare, writer.WrittenSpan, block.Header.ParentHash, []);
    }

    /// <summary>The same content, signed by <paramref name="privateKey"/> (32 bytes) and naming <paramref name="address"/> as its sender: what a node makes that is wrong on purpose.</summary>
    public IbftMessage Resigned(ICurve curve, ReadOnlySpan<byte> privateKey, EthereumAddress address)
    {
        ArgumentNullException.ThrowIfNull(curve);
        RlpReader outer = new(_payload.Span);
        outer.TryReadList(out RlpReader fields);
        fields.TrySkip();
        fields.TrySkip();
        fields.TryReadBytes(out ReadOnlySpan<byte> content);
        return Create(curve, privateKey, Code, content, Hash, CommittedSeal, address);
    }

    private static IbftMessage Create(ICurve curve, ReadOnlySpan<byte> privateKey, IbftCode code, ReadOnlySpan<byte> content, Hash256 previousHash, ReadOnlySpan<byte> committedSeal)
    {
        Span<byte> publicKey = stackalloc byte[64];
        curve.PublicKey(privateKey, publicKey);
        return Create(curve, privateKey, code, content, previousHash, committedSeal, EthereumAddress.FromPublicKey(publicKey));
    }

    private static IbftMessage Create(
        ICurve curve, ReadOnlySpan<byte> privateKey, IbftCode code, ReadOnlySpan<byte> content, Hash256 previousHash, ReadOnlySpan<byte> committedSeal, EthereumAddress address)
    {
        RlpWriter writer = new(content.Length + 256);
        int list = writer.BeginList();
        writer.Write(previousHash);
        writer.Write((ulong)code);
        writer.Write(content);
        writer.Write(address);
        writer.Write([]);
        writer.Write(committedSeal);
        writer.EndList(list);
        byte[] signature = EthereumSignature.Sign(curve, Hash256.Keccak(writer.WrittenSpan), privateKey);
        byte[] payload = WithSignature(writer.WrittenSpan, signature);
        return TryRead(previousHash, payload, trailing: false, out IbftMessage? message, out string? error)
            ? message!
            : throw new InvalidOperationException(error);
    }

    private static void WriteView(RlpWriter writer, ulong round, ulong sequence)
    {
        int view = writer.BeginList();
        writer.Write(round);
        writer.Write(sequence);
        writer.EndList(view);
    }

    private Hash256 ComputeSignedDigest() => Hash256.Keccak(EncodeSigned());

    // The six fields with another signature: what stands before and after it is copied as it is.
    private static byte[] WithSignature(ReadOnlySpan<byte> payload, ReadOnlySpan<byte> signature)
    {
        RlpReader outer = new(payload);
        outer.TryReadList(out RlpReader fields);
        ReadOnlySpan<byte> before = fields.Remaining;
        for (int i = 0; i < 4; i++) { fields.TrySkip(); }
        before = before[..(before.Length - fields.Remaining.Length)];
        fields.TrySkip();
        RlpWriter writer = new(payload.Length + EthereumSignature.Size);
        int list = writer.BeginList();
        writer.WriteEncoded(before);
        writer.Write(signature);
        writer.WriteEncoded(fields.Remaining);
        writer.EndList(list);
        return writer.ToArray();
    }
}
