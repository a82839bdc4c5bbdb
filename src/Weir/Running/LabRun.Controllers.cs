using Weir.Lab.Plan;
using Weir.Programs;

namespace Weir.Running;

/// <content>Controllers: one that dies changes what its switches do, and the run goes on.</content>
public sealed partial class LabRun
{
    private readonly Dictionary<string, int> _controllerEnds = [];

    // Told as it happens: what the switches do from here on is what they do without it.
    private void NoteController(LabProgram program, ProgramState state, string text)
    {
        if (state is not (ProgramState.Exited or ProgramState.Starting)) { return; }
        int ends = program.UnaskedEnds;
        lock (_controllerEnds)
        {
            if (ends <= _controllerEnds.GetValueOrDefault(program.Options.Name)) { return; }
            _controllerEnds[program.Options.Name] = ends;
        }

        if (Plan.Programs.FirstOrDefault(one => one.Name == program.Options.Name)?.Switches is not { Count: > 0 } switches) { return; }
        Events.Say(RunEventKinds.Warning, program.Options.Name, $"controller {program.Options.Name}, which nobody had asked to end, {text}: {string.Join(", ", switches.Take(8))}{(switches.Count > 8 ? " ..." : "")} {(switches.Count == 1 ? "is" : "are")} without it");
    }

    // Not a fault of the experiment: what is measured after a controller died is another network than the file's.
    private void JudgeControllers()
    {
        foreach ((ProgramPlan plan, LabProgram program) in _programs)
        {
            if (plan.Switches is not null && program.UnaskedEnds > 0) { _trust.Add($"controller {plan.Name} ended by itself {(program.UnaskedEnds == 1 ? "once" : $"{program.UnaskedEnds} times")}, the last time with code {program.ExitCode}"); }
        }
    }
}
