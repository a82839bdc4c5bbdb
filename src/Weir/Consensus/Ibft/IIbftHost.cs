using System.Diagnostics.CodeAnalysis;
using Weir.Wire.Ethereum;

namespace Weir.Consensus.Ibft;

/// <summary>What the state machine asks of the node around it, and tells it. All calls come from inside the machine's own methods, and must not call back into it.</summary>
internal interface IIbftHost
{
    /// <summary>The head of the chain.</summary>
    BlockHeader Head { get; }

    /// <summary>Who decides block <paramref name="sequence"/>: at most the one after the head. False for a block whose parent is not known.</summary>
    bool TryGetHeight(ulong sequence, [NotNullWhen(true)] out IbftHeight? height);

    /// <summary>Looks at a proposal before the node votes for it.</summary>
    ProposalCheck Check(Block proposal);

    /// <summary>True for a block that was decided and could not be inserted.</summary>
    bool IsBad(Hash256 hash);

    /// <summary>True for a block of the chain.</summary>
    bool Has(Hash256 hash, ulong number);

    /// <summary>A message to pass on to all receivers in the committees of <paramref name="round"/> and the next that are not known to have it.</summary>
    void Gossip(IbftMessage message, IbftHeight height, ulong round);

    /// <summary>It is this node's turn in a later round, and no block was given to <see cref="IbftMachine.Propose"/>: the block that it proposes, or null for none.</summary>
    Block? Build();

    /// <summary>A block was decided: it has its committed seals, and waits for its insertion. When the head moves, the node calls <see cref="IbftMachine.MoveToHead"/>.</summary>
    void Decide(Block block);

    /// <summary>Calls <see cref="IbftMachine.EndRound"/> after <paramref name="time"/>, and no more for what was set before.</summary>
    void SetRoundTimer(TimeSpan time);

    /// <summary>Calls <see cref="IbftMachine.Repeat"/> with the proposal after <paramref name="time"/>, and no more for what was set before.</summary>
    void SetProposalTimer(IbftMessage message, TimeSpan time);
}
