using Weir.Declaration;

namespace Weir.Lab.Plan;

/// <summary>A program that runs on a node.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Node">The node; empty for a controller that runs beside the nodes.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Settings">What its kind says.</param>
/// <param name="Command">Its command line.</param>
/// <param name="Environment">Variables that are set for it, by name.</param>
/// <param name="Folder">The folder it runs in; null for the lab file's.</param>
/// <param name="User">The user it runs as; null for the one who runs the lab.</param>
/// <param name="Input">What it reads from standard input; null for nothing.</param>
/// <param name="After">What it waits for before it is started.</param>
/// <param name="At">When it is started, if not as soon as it may; time of the run's clock.</param>
/// <param name="Ready">When it counts as ready, of <see cref="ProgramForms.Ready"/>; null when it is ready once it runs.</param>
/// <param name="Restart">Whether it is started again.</param>
/// <param name="Expect">How it must end, of <see cref="ProgramForms.Expect"/>; null when any way will do that is not named a failure.</param>
/// <param name="StopSignal">The signal that asks it to stop: <c>TERM</c>.</param>
/// <param name="StopTime">How long it has to stop before it is killed.</param>
public sealed record ProgramPlan(string Name, string Node, IProgramKind Kind, Settings Settings, ProgramCommand Command, IReadOnlyList<KeyValuePair<string, string>> Environment, string? Folder, string? User, string? Input,
    IReadOnlyList<ProgramWait> After, TimeSpan? At, Settings? Ready, RestartRule Restart, Settings? Expect, string StopSignal, TimeSpan StopTime)
{
    /// <summary>The switches that connect to it by its name, when it is a controller; null for every other program.</summary>
    public IReadOnlyList<string>? Switches { get; init; }
}
