using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Weir.Memory;

namespace Weir.Lab.Building;

/// <summary>What a run gives to the nodes of its lab.</summary>
/// <param name="Mark">The mark that every object carries: <c>weir:RUN</c>.</param>
/// <param name="Folder">The folder of the run, an absolute path.</param>
/// <param name="WorkingFolder">Where programs run unless they say otherwise: the folder of the lab file.</param>
/// <param name="WeirCommand">The command line that starts this very Weir.</param>
/// <param name="Time">The clock.</param>
public sealed record LabSurroundings(string Mark, string Folder, string WorkingFolder, IReadOnlyList<string> WeirCommand, TimeProvider Time)
{
    /// <summary>The variable of a program's environment that carries the mark.</summary>
    public const string MarkVariable = "WEIR_RUN";

    /// <summary>Takes what only somebody who looks for a fault wants to know.</summary>
    public ILogger Log { get; init; } = NullLogger.Instance;

    /// <summary>The thread and clock of a lab in memory; null for a lab of the kernel.</summary>
    internal MemoryLoop? Loop { get; init; }

    /// <summary>The run's id: the mark without its first word.</summary>
    public string Run => Mark[(Mark.IndexOf(':', StringComparison.Ordinal) + 1)..];

    /// <summary>The variables that every program of a node finds in its environment.</summary>
    public Dictionary<string, string> EnvironmentOf(string node) => new(EnvironmentBeside(), StringComparer.Ordinal) { ["WEIR_NODE"] = node, ["HOSTNAME"] = node };

    /// <summary>The variables that a program of the run finds that is on no node.</summary>
    public Dictionary<string, string> EnvironmentBeside() => new(StringComparer.Ordinal) { [MarkVariable] = Mark, ["WEIR_RUN_FOLDER"] = Folder };
}
