namespace Weir.Wire.Ethereum;

/// <summary>What stands next in RLP.</summary>
public enum RlpKind
{
    /// <summary>Nothing: all items have been read.</summary>
    End,

    /// <summary>A string of bytes; integers are such strings.</summary>
    Bytes,

    /// <summary>A list of items.</summary>
    List,

    /// <summary>No item that the canonical form allows, or one that is longer than what is there.</summary>
    Malformed,
}
