namespace Weir.Wire.Ethereum;

/// <summary>Reading a message from the wire.</summary>
public sealed partial class IbftMessage
{
    /// <summary>Finds the payload in the content of code 0x21, without a copy: what to look a shared value up by before <see cref="TryRead(ReadOnlySpan{byte}, out IbftMessage, out string)"/>.</summary>
    public static bool TryReadPayload(ReadOnlySpan<byte> rlp, out Hash256 previousHash, out ReadOnlySpan<byte> payload) =>
        TryReadOuter(rlp, out previousHash, out payload, out _);

    /// <summary>Reads the content of code 0x21 after decompression. Copies the payload once and keeps views of it. False with the reason when a layer is not as 3.1 says; faults that nodes do not reject are in <see cref="Faults"/>.</summary>
    public static bool TryRead(ReadOnlySpan<byte> rlp, out IbftMessage? message, out string? error)
    {
        message = null;
        if (!TryReadOuter(rlp, out Hash256 previousHash, out ReadOnlySpan<byte> payload, out bool trailing))
        {
            error = "consensus message: not a list of a hash and a string";
            return false;
        }

        return TryRead(previousHash, payload.ToArray(), trailing, out message, out error);
    }

    private static bool TryReadOuter(ReadOnlySpan<byte> rlp, out Hash256 previousHash, out ReadOnlySpan<byte> payload, out bool trailing)
    {
        RlpReader outer = new(rlp);
        previousHash = default;
        payload = default;
        trailing = false;
        if (!outer.TryReadList(out RlpReader fields) || !fields.TryReadFixed(Hash256.Size, out ReadOnlySpan<byte> hash)
            || !fields.TryReadBytes(out payload) || !fields.IsEmpty)
        {
            payload = default;
            return false;
        }

        previousHash = new Hash256(hash);
        trailing = !outer.IsEmpty;
        return true;
    }

    private static bool TryRead(Hash256 previousHash, ReadOnlyMemory<byte> payload, bool trailing, out IbftMessage? message, out string? error)
    {
        message = null;
        RlpReader outer = new(payload.Span);
        if (!outer.TryReadList(out RlpReader fields) || !outer.IsEmpty
            || !fields.TryReadFixed(Hash256.Size, out ReadOnlySpan<byte> hash) || !fields.TryReadUInt64(out ulong code) || !fields.TryReadBytes(out ReadOnlySpan<byte> content)
            || !fields.TryReadFixed(EthereumAddress.Size, out ReadOnlySpan<byte> address) || !fields.TryReadBytes(out ReadOnlySpan<byte> signature)
            || !fields.TryReadBytes(out ReadOnlySpan<byte> committedSeal) || !fields.IsEmpty)
        {
            error = "consensus message: the payload is not a list of the six fields";
            return false;
        }

        if (code > (ulong)IbftCode.RoundChange)
        {
            error = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"consensus message: no code {code}");
            return false;
        }

        if (!TryReadContent((IbftCode)code, OwnedBytes.Slice(payload, content), out Content read, out error)) { return false; }
        message = new IbftMessage(payload, OwnedBytes.Slice(payload, signature), OwnedBytes.Slice(payload, committedSeal))
        {
            PreviousHash = previousHash,
            Hash = new Hash256(hash),
            Code = (IbftCode)code,
            Sequence = read.Sequence,
            Round = read.Round,
            Digest = read.Digest,
            SubjectPreviousHash = read.PreviousHash,
            Address = new EthereumAddress(address),
            Proposal = read.Proposal,
        };
        message.Faults = message.FindFaults(trailing);
        return true;
    }

    private static bool TryReadContent(IbftCode code, ReadOnlyMemory<byte> encoded, out Content content, out string? error)
    {
        content = default;
        RlpReader outer = new(encoded.Span);
        if (!outer.TryReadList(out RlpReader fields) || !outer.IsEmpty || !fields.TryReadList(out RlpReader view)
            || !view.TryReadUInt64(out ulong round) || !view.TryReadUInt64(out ulong sequence) || !view.IsEmpty)
        {
            error = "consensus message: the view is not a list of round and sequence";
            return false;
        }

        if (code == IbftCode.Preprepare)
        {
            if (!fields.TryReadItem(out ReadOnlySpan<byte> proposal) || !fields.IsEmpty)
            {
                error = "preprepare: not a list of a view and a block";
                return false;
            }

            if (!Block.TryRead(OwnedBytes.Slice(encoded, proposal), out Block? block, out error)) { return false; }
            content = new Content(round, sequence, block!.Header.Hash, block.Header.ParentHash, block);
            return true;
        }

        if (!fields.TryReadFixed(Hash256.Size, out ReadOnlySpan<byte> digest) || !fields.TryReadFixed(Hash256.Size, out ReadOnlySpan<byte> previous) || !fields.IsEmpty)
        {
            error = "consensus message: the subject is not a list of a view and two hashes";
            return false;
        }

        content = new Content(round, sequence, new Hash256(digest), new Hash256(previous), null);
        error = null;
        return true;
    }

    private IbftFaults FindFaults(bool trailing)
    {
        IbftFaults faults = trailing ? IbftFaults.TrailingBytes : IbftFaults.None;
        if (PreviousHash != Hash) { faults |= IbftFaults.OuterHashDiffers; }
        if (SubjectPreviousHash != Hash) { faults |= IbftFaults.SubjectHashDiffers; }
        if (Code == IbftCode.RoundChange && !Digest.IsZero) { faults |= IbftFaults.DigestNotZero; }
        if (Signature.Length != EthereumSignature.Size) { faults |= IbftFaults.SignatureInvalid; }
        if (Code == IbftCode.Commit)
        {
            if (CommittedSeal.Length != EthereumSignature.Size) { faults |= IbftFaults.CommittedSealMissing; }
        }
        else if (!CommittedSeal.IsEmpty)
        {
            faults |= IbftFaults.CommittedSealUnexpected;
        }

        if (Proposal is null) { return faults; }
        if (Proposal.Header.Number != Sequence) { faults |= IbftFaults.NumberDiffers; }
        if (!Proposal.Header.BlockScore.IsOne) { faults |= IbftFaults.BlockScoreNotOne; }
        if (Proposal.Header.Extra is null) { faults |= IbftFaults.ExtraDataUnreadable; }
        return faults;
    }

    /// <summary>What the innermost layer says.</summary>
    private readonly record struct Content(ulong Round, ulong Sequence, Hash256 Digest, Hash256 PreviousHash, Block? Proposal);
}
