using Weir.Wire.Ethereum;

namespace Weir.Consensus.Chain;

/// <summary>What a block does, computed from its parent's state.</summary>
/// <param name="State">The state after it.</param>
/// <param name="Changes">The accounts that it changed, each as it is after it; null where there is none any more.</param>
/// <param name="Receipts">The receipts, RLP each.</param>
/// <param name="GasUsed">Gas of all transactions.</param>
/// <param name="Bloom">The bloom filter over all logs.</param>
/// <param name="ReceiptRoot">The root of the receipts.</param>
internal sealed record ExecutedBlock(
    WorldState State, IReadOnlyList<KeyValuePair<EthereumAddress, Account?>> Changes, IReadOnlyList<ReadOnlyMemory<byte>> Receipts, ulong GasUsed, byte[] Bloom, Hash256 ReceiptRoot);
