namespace Weir.Decoding;

/// <summary>What a protocol says of the first bytes of a conversation.</summary>
internal enum Recognition : byte
{
    /// <summary>It is another protocol.</summary>
    No,
    /// <summary>More bytes are needed to say.</summary>
    NeedMore,
    /// <summary>It is this protocol.</summary>
    Yes,
}
