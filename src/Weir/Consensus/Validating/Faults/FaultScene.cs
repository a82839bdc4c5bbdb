using Weir.Consensus.Peers;
using Weir.Wire.Ethereum;

namespace Weir.Consensus.Validating.Faults;

/// <summary>What a fault has to work with.</summary>
/// <param name="Identity">The node.</param>
/// <param name="Validators">The validators of the network.</param>
/// <param name="Delay">How late a late node is.</param>
internal sealed record FaultScene(PeerIdentity Identity, IReadOnlyList<EthereumAddress> Validators, TimeSpan Delay);
