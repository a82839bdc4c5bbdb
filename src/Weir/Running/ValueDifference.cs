namespace Weir.Running;

/// <summary>A value that differs between two runs.</summary>
/// <param name="Name">What the value is of, such as <c>links[s1 -- s2].aToB.delay</c>.</param>
/// <param name="First">The value in the first run; null when it has none.</param>
/// <param name="Second">The value in the second run; null when it has none.</param>
public sealed record ValueDifference(string Name, string? First, string? Second);
