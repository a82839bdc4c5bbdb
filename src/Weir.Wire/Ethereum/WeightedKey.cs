namespace Weir.Wire.Ethereum;

/// <summary>One key of a <see cref="AccountKeyKind.WeightedMultiSig"/> key.</summary>
/// <param name="Weight">What its signature adds towards the threshold.</param>
/// <param name="PublicKey">The compressed public key, 33 bytes.</param>
public readonly record struct WeightedKey(ulong Weight, ReadOnlyMemory<byte> PublicKey);
