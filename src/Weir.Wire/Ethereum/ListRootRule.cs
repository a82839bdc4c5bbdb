namespace Weir.Wire.Ethereum;

/// <summary>How the root of a list of transactions or receipts is computed (klaytn-state 4.5); the numbers are those of <c>deriveShaImpl</c>.</summary>
public enum ListRootRule
{
    /// <summary>A trie of the items by their RLP index.</summary>
    Trie = 0,
    /// <summary>Hashes of the items joined in pairs.</summary>
    Pairs = 1,
    /// <summary>One hash over all items.</summary>
    Concatenation = 2,
}
