namespace Weir.Checks;

/// <summary>One monitor of the run.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Store">The SQLite file with its tables.</param>
/// <param name="Tables">The names of its tables there; the first is the one that people look at.</param>
/// <param name="Dropped">Frames that it lost so far.</param>
/// <param name="Fault">Why it ended early, so that its tables say nothing of what came after; null while all is well.</param>
public sealed record MonitorFacts(string Name, string Store, IReadOnlyList<string> Tables, long Dropped, string? Fault = null);
