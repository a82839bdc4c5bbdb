namespace Weir.Declaration;

/// <summary>One name out of a range.</summary>
/// <param name="Text">The name.</param>
/// <param name="Indices">The index of each range in the name, from the left: a number, or the place of a letter in the alphabet from 1. Empty for a name without ranges.</param>
/// <param name="Words">The same as they stand in the name: <c>3</c>, <c>c</c>.</param>
public sealed record NameInstance(string Text, IReadOnlyList<long> Indices, IReadOnlyList<string> Words);
