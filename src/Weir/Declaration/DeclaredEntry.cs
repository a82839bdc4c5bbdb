namespace Weir.Declaration;

/// <summary>One line of a map.</summary>
/// <param name="Key">The key.</param>
/// <param name="Value">The value.</param>
public sealed record DeclaredEntry(DeclaredText Key, DeclaredValue Value);
