namespace Weir.Wire.Ethereum;

/// <summary>What a contract wrote into a receipt (klaytn-state 4.4).</summary>
/// <param name="Address">The contract.</param>
/// <param name="Topics">What it can be found by.</param>
/// <param name="Data">The rest.</param>
public sealed record LogEntry(EthereumAddress Address, IReadOnlyList<Hash256> Topics, ReadOnlyMemory<byte> Data);
