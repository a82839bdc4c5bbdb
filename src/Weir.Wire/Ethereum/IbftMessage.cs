namespace Weir.Wire.Ethereum;

/// <summary>
/// One consensus message, the content of devp2p code 0x21 (klaytn-ibft 3). Relayed copies have the same payload, so one value can stand for all of them: keep it by its payload, and call
/// <see cref="Recover"/> once. Not safe to recover from two threads at once; else immutable.
/// </summary>
public sealed partial class IbftMessage : IDescribed
{
    private readonly ReadOnlyMemory<byte> _payload;
    private readonly ReadOnlyMemory<byte> _signature;
    private readonly ReadOnlyMemory<byte> _committedSeal;

    private IbftMessage(ReadOnlyMemory<byte> payload, ReadOnlyMemory<byte> signature, ReadOnlyMemory<byte> committedSeal)
    {
        _payload = payload;
        _signature = signature;
        _committedSeal = committedSeal;
    }

    /// <summary>The outer previous hash: of the block before this sequence, or for a round change of the sender's head. Not signed.</summary>
    public required Hash256 PreviousHash { get; init; }

    /// <summary>The same value inside the signed part.</summary>
    public required Hash256 Hash { get; init; }

    /// <summary>What kind of message.</summary>
    public required IbftCode Code { get; init; }

    /// <summary>The number of the block that is being decided.</summary>
    public required ulong Sequence { get; init; }

    /// <summary>The round within the sequence, from 0; for a round change the round that is asked for.</summary>
    public required ulong Round { get; init; }

    /// <summary>The block's hash: of the proposal in a preprepare, as voted for in a prepare or commit, zero in a round change.</summary>
    public required Hash256 Digest { get; init; }

    /// <summary>The previous hash in the subject; in a preprepare the proposal's parent.</summary>
    public required Hash256 SubjectPreviousHash { get; init; }

    /// <summary>Who the message says sent it; nodes never compare this with the signature.</summary>
    public required EthereumAddress Address { get; init; }

    /// <summary>The signature: 65 bytes R || S || V, or whatever stood there.</summary>
    public ReadOnlySpan<byte> Signature => _signature.Span;

    /// <summary>The seal of the block in a commit, 65 bytes; else empty.</summary>
    public ReadOnlySpan<byte> CommittedSeal => _committedSeal.Span;

    /// <summary>The proposed block of a preprepare; null in the others.</summary>
    public Block? Proposal { get; private init; }

    /// <summary>The payload as it was signed and is relayed: RLP of the six fields.</summary>
    public ReadOnlySpan<byte> Payload => _payload.Span;

    /// <summary>K(payload): the same for all relayed copies.</summary>
    public Hash256 Identity => Hash256.Keccak(_payload.Span);

    /// <summary>What is wrong with it, as far as is known: signatures only after <see cref="Recover"/>.</summary>
    public IbftFaults Faults { get; private set; }

    /// <summary>True after <see cref="Recover"/>.</summary>
    public bool IsRecovered { get; private set; }

    /// <summary>Who signed it; null before <see cref="Recover"/>, or when the signature recovers to nothing.</summary>
    public EthereumAddress? Signer { get; private set; }

    /// <summary>Who made the committed seal; null as with <see cref="Signer"/>, and in messages that are no commits.</summary>
    public EthereumAddress? CommittedSealSigner { get; private set; }

    /// <summary>Who sealed the proposal. In a later round it may be another than the sender: a locked block is proposed again as it is.</summary>
    public EthereumAddress? Proposer { get; private set; }

    /// <summary>The kind in lower case, as commands print it: <c>preprepare</c>, <c>prepare</c>, <c>commit</c>, <c>roundchange</c>.</summary>
    public string Kind => KindOf(Code);

    /// <summary>The lower-case name of a code.</summary>
    public static string KindOf(IbftCode code) => code switch
    {
        IbftCode.Preprepare => "preprepare",
        IbftCode.Prepare => "prepare",
        IbftCode.Commit => "commit",
        _ => "roundchange",
    };

    /// <summary>Klaytn's own key of its gossip cache (3.4): K of the payload encoded as an RLP string.</summary>
    public Hash256 ComputeGossipHash()
    {
        RlpWriter writer = new(_payload.Length + 8);
        writer.Write(_payload.Span);
        return Hash256.Keccak(writer.WrittenSpan);
    }

    /// <inheritdoc/>
    public void Describe(IFieldVisitor visitor)
    {
        visitor.Field("kind", Kind);
        visitor.Field("sequence", (long)Math.Min(Sequence, long.MaxValue));
        visitor.Field("round", (long)Math.Min(Round, long.MaxValue));
        visitor.Field("digest", Digest.ToString());
        visitor.Field("previous_hash", PreviousHash.ToString());
        visitor.Field("address", Address.ToString());
        visitor.Field("signature", Signature);
        if (!CommittedSeal.IsEmpty) { visitor.Field("committed_seal", CommittedSeal); }
        if (Signer is { } signer) { visitor.Field("signer", signer.ToString()); }
        if (Proposer is { } proposer) { visitor.Field("proposer", proposer.ToString()); }
        if (Faults != IbftFaults.None) { visitor.Field("faults", Faults.ToString()); }
        if (Proposal is null) { return; }
        visitor.Begin("proposal");
        Proposal.Describe(visitor);
        visitor.End();
    }
}
