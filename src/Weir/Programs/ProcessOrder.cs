namespace Weir.Programs;

/// <summary>What to start in a node.</summary>
/// <param name="Command">The program and its arguments.</param>
/// <param name="Environment">Variables beside those of the run.</param>
/// <param name="Folder">Working folder; null for the run's.</param>
/// <param name="User">Name of the user to run as; null for the run's.</param>
/// <param name="HasInput">True when something will be written to its standard input; else it is empty.</param>
public sealed record ProcessOrder(IReadOnlyList<string> Command, IReadOnlyDictionary<string, string> Environment, string? Folder = null, string? User = null, bool HasInput = false)
{
    /// <summary>True where somebody watches it who must keep up: then it runs after them where processors are scarce. Means nothing in a guest, which has processors of its own.</summary>
    public bool Yields { get; init; }
}
