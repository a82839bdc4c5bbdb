using Weir.Wire.Ethereum;

namespace Weir.Consensus.Validating.Faults;

/// <summary>Proposes two blocks in one round, and votes for what each receiver was shown.</summary>
internal sealed class EquivocateFault(FaultScene scene) : IFault
{
    private readonly Dictionary<Hash256, Block> _others = [];

    /// <inheritdoc/>
    public TimeSpan Delay => TimeSpan.Zero;

    /// <inheritdoc/>
    public IbftMessage? Speak(IbftMessage own, int receiver)
    {
        if (receiver % 2 == 0) { return own; }
        if (own.Proposal is { } block) { return IbftMessage.CreatePreprepare(scene.Identity.Curve, scene.Identity.Key, own.Round, Other(block)); }

        // A vote for a block of its own becomes one for the other.
        return _others.TryGetValue(own.Digest, out Block? other)
            ? IbftMessage.CreateVote(scene.Identity.Curve, scene.Identity.Key, own.Code, own.Sequence, own.Round, other.Header.Hash, own.SubjectPreviousHash)
            : own;
    }

    private Block Other(Block block)
    {
        BlockHeader header = block.Header;
        if (header.Extra is null) { return block; }
        if (_others.TryGetValue(header.Hash, out Block? other)) { return other; }

        // The vanity is in the hash and nobody looks at it: the other block is as right as the first.
        byte[] vanity = header.Extra.Vanity.ToArray();
        vanity[BlockExtra.VanitySize - 2] ^= 0xff;
        BlockHeader changed = header.With(new BlockExtra { Vanity = vanity, Validators = header.Extra.Validators }).Sealed(scene.Identity.Curve, scene.Identity.Key);
        other = new Block(changed, block.Transactions.Remaining.ToArray());
        if (_others.Count >= 64) { _others.Clear(); }
        _others.Add(header.Hash, other);
        return other;
    }
}
