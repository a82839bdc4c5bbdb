using Weir.Wire.Ethereum;

namespace Weir.Consensus;

/// <summary>One round of one block at one point: different messages, both directions together.</summary>
/// <param name="Round">The round, from 0.</param>
/// <param name="Proposer">Who sent the round's first preprepare; null when none was seen.</param>
/// <param name="Preprepares">Different preprepares.</param>
/// <param name="Prepares">Senders of prepares.</param>
/// <param name="Commits">Senders of commits.</param>
/// <param name="RoundChanges">Senders that asked for this round.</param>
/// <param name="Frames">Frames that carried them.</param>
/// <param name="Decided">True when the block was decided in this round.</param>
public sealed record RoundReport(ulong Round, EthereumAddress? Proposer, int Preprepares, int Prepares, int Commits, int RoundChanges, long Frames, bool Decided);
