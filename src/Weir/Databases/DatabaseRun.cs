namespace Weir.Databases;

/// <summary>Whose rows they are: one line of the table <c>runs</c>.</summary>
/// <param name="Name">The key of the run; every row has it.</param>
/// <param name="Command">What made them: <c>run</c>, <c>monitor flows</c>, <c>consensus</c>.</param>
/// <param name="Host">The machine.</param>
internal sealed record DatabaseRun(string Name, string Command, string Host)
{
    /// <summary>True when rows that a run of this name left are taken away first.</summary>
    public bool Replaces { get; init; }
}
