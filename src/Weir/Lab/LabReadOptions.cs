using Weir.Lab.Plan;

namespace Weir.Lab;

/// <summary>What reading a lab file depends on beside the file.</summary>
public sealed record LabReadOptions
{
    /// <summary>Variables that the command line sets; they win over all others.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Sets { get; init; } = [];

    /// <summary>Gives a variable of the environment, or null; by default there are none.</summary>
    public Func<string, string?> Environment { get; init; } = _ => null;

    /// <summary>The plan of a living lab that the new one continues: what is in both keeps its interfaces' names, its addresses and its numbers, wherever it stands in the file. Null for a plan that begins.</summary>
    public LabPlan? Continues { get; init; }

    /// <summary>Names and patterns of the nodes to which the plan is limited, with the links between them; empty for the whole lab. Addresses are those of the whole lab.</summary>
    public IReadOnlyList<string> Only { get; init; } = [];

    /// <summary>Gives the text of a file, for the lab file, what it includes, and traces of rates.</summary>
    public Func<string, string> ReadFile { get; init; } = File.ReadAllText;
}
