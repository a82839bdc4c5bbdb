namespace Weir.Decoding;

/// <summary>How a field is compared with a literal.</summary>
internal enum WhereComparison : byte
{
    /// <summary>A value is the literal.</summary>
    Equal,
    /// <summary>There are values, and none is the literal.</summary>
    NotEqual,
    /// <summary>A value is less.</summary>
    Less,
    /// <summary>A value is less or equal.</summary>
    AtMost,
    /// <summary>A value is more.</summary>
    More,
    /// <summary>A value is more or equal.</summary>
    AtLeast,
    /// <summary>A value has the literal in it.</summary>
    Contains,
}
