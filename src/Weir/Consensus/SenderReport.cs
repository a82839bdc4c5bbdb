using Weir.Wire.Ethereum;

namespace Weir.Consensus;

/// <summary>What one claimed sender contributed to one block, as seen at one point: different messages, both directions together.</summary>
/// <param name="Sender">Its consensus address.</param>
/// <param name="Preprepares">Different preprepares.</param>
/// <param name="Prepares">Different prepares.</param>
/// <param name="Commits">Different commits.</param>
/// <param name="RoundChanges">Different round changes.</param>
/// <param name="Frames">Frames that carried them, relays included.</param>
public readonly record struct SenderReport(EthereumAddress Sender, int Preprepares, int Prepares, int Commits, int RoundChanges, long Frames);
