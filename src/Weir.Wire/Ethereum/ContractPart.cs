namespace Weir.Wire.Ethereum;

/// <summary>What a contract's account has beyond the others (klaytn-state 1.3).</summary>
/// <param name="StorageRoot">Root of its storage trie; that of an empty trie when it stores nothing.</param>
/// <param name="CodeHash">Keccak-256 of its code.</param>
/// <param name="CodeInfo">Code format in the low half, version of the virtual machine in the high half.</param>
public sealed record ContractPart(Hash256 StorageRoot, Hash256 CodeHash, byte CodeInfo);
