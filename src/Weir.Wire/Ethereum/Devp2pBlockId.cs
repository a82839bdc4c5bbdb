namespace Weir.Wire.Ethereum;

/// <summary>A block's hash and number.</summary>
/// <param name="Hash">Its hash.</param>
/// <param name="Number">Its number.</param>
public readonly record struct Devp2pBlockId(Hash256 Hash, ulong Number);
