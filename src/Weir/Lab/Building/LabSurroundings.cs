namespace Weir.Lab.Building;

/// <summary>What a run gives to the nodes of its lab.</summary>
/// <param name="Mark">The mark that every object carries: <c>weir:RUN</c>.</param>
/// <param name="Folder">The folder of the run, an absolute path.</param>
/// <param name="WorkingFolder">Where programs run unless they say otherwise: the folder of the lab file.</param>
/// <param name="WeirCommand">The command line that starts this very Weir.</param>
/// <param name="Time">The clock.</param>
/// <param name="Announce">Writes into the journal that something of a kind will be made at a path; called before it is made.</param>
public sealed record LabSurroundings(string Mark, string Folder, string WorkingFolder, IReadOnlyList<string> WeirCommand, TimeProvider Time, Action<string, string> Announce)
{
    /// <summary>The run's id: the mark without its first word.</summary>
    public string Run => Mark[(Mark.IndexOf(':', StringComparison.Ordinal) + 1)..];
}
