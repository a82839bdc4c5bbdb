using Weir.Declaration;
using Weir.Lab;
using Weir.Lab.Plan;
using Weir.Programs;
using Weir.Running.Applying;

namespace Weir.Running;

/// <content>Changes of the lab while it runs.</content>
public sealed partial class LabRun
{
    private readonly SemaphoreSlim _changing = new(1);
    private readonly TaskCompletionSource<Task> _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _applied;

    /// <summary>Reads a changed lab file; null where the run takes no changes.</summary>
    internal LabReader? Reread => _options.Reread;

    /// <summary>The programs with their plans.</summary>
    internal IReadOnlyList<PlannedProgram> PlannedPrograms => _programs;

    /// <summary>
    /// Brings the lab to what a changed file says. Tells mistakes and what is refused to <paramref name="refuse"/>, and then does nothing; else tells each step to <paramref name="say"/>, after it was carried out or, in
    /// a dry run, instead. Gives true when the file was taken. One change at a time.
    /// </summary>
    /// <exception cref="WeirException">A step failed: what was done before it stands.</exception>
    internal async Task<bool> ApplyAsync(Func<LabPlan, LabReading> read, string file, bool dryRun, Func<LabReading, Task> refuse, Func<ApplyStep, Task> say, CancellationToken cancellation)
    {
        if (!_options.StaysUp) { throw new WeirException("this lab was built by 'weir run' and ends by itself; 'weir apply' changes labs that 'weir up' leaves up"); }
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _ending.Token);
        // Before every program has been started, nobody can say which ones are there.
        await (await _started.Task.WaitAsync(either.Token).ConfigureAwait(false)).WaitAsync(either.Token).ConfigureAwait(false);
        await _changing.WaitAsync(either.Token).ConfigureAwait(false);
        try
        {
            LabReading reading = read(Network.Plan);
            if (reading.Plan is { } fresh)
            {
                IReadOnlyList<Mistake> refused = ApplyRefusals.Find(Plan, fresh, file);
                if (refused.Count > 0) { reading = reading with { Plan = null, Mistakes = refused, MistakeCount = refused.Count }; }
            }

            if (reading.Plan is not { } wanted)
            {
                await refuse(reading).ConfigureAwait(false);
                return false;
            }

            // What the run took in when it began goes on as it was, also where a wildcard of the file would mean more now.
            LabPlan asked = wanted;
            wanted = asked with { Captures = Plan.Captures, Monitors = Plan.Monitors, Events = Plan.Events, Checks = Plan.Checks };
            await CarryOutAsync(ApplySteps.Find(this, wanted, asked), wanted, reading.Text, dryRun, say, either.Token).ConfigureAwait(false);
            return true;
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>Starts a program that a change brought, and waits until it is ready.</summary>
    internal async Task StartProgramAsync(ProgramPlan plan, CancellationToken cancellation)
    {
        LabProgram program = Make(plan);
        _programs = _programs.Add(new PlannedProgram(plan, program));
        using var slot = new SemaphoreSlim(1);
        // Times of a file are since the run's clock started; a program whose time has passed starts at once.
        await StartOneAsync(plan, program, slot, cancellation).ConfigureAwait(false);
    }

    /// <summary>Ends a program that a change takes away.</summary>
    internal async Task StopProgramAsync(string name)
    {
        PlannedProgram one = _programs.First(there => there.Plan.Name == name);
        _programs = _programs.Remove(one);
        if (one.Program.State is ProgramState.Waiting) { one.Program.Log.Dispose(); }
        await one.Program.DisposeAsync().ConfigureAwait(false);
    }

    private async Task CarryOutAsync(IReadOnlyList<ApplyStep> steps, LabPlan wanted, string text, bool dryRun, Func<ApplyStep, Task> say, CancellationToken cancellation)
    {
        if (!dryRun) { Network.BeginChange(wanted); }
        int done = 0;
        foreach (ApplyStep step in steps)
        {
            if (!dryRun)
            {
                try
                {
                    cancellation.ThrowIfCancellationRequested();
                    await step.CarryOut(cancellation).ConfigureAwait(false);
                }
                catch (WeirException fault)
                {
                    Events.Say(RunEventKinds.Warning, step.Subject, $"a change stopped: {step.Text}: {fault.Message}");
                    throw new WeirException($"step {done + 1} of {steps.Count} failed ({step.Text}): {fault.Message}; what was done before it stands", fault.ExitCode is 2 ? 4 : fault.ExitCode, fault);
                }

                done++;
                Events.Say(RunEventKinds.Applied, step.Subject, step.Text, ("action", step.Action));
                Mark($"applied: {step.Text}");
            }

            await say(step).ConfigureAwait(false);
        }

        if (dryRun) { return; }
        Network.EndChange();
        Plan = wanted;
        Dictionary<string, int> places = wanted.Programs.Select((program, at) => (program.Name, at)).ToDictionary(StringComparer.Ordinal);
        _programs = [.. _programs.OrderBy(one => places.GetValueOrDefault(one.Plan.Name, int.MaxValue))];
        KeepApplied(text);
    }

    // The folder has the plan and the file that are in force; those before keep a number.
    private void KeepApplied(string text)
    {
        _applied++;
        File.Move(Folder.Plan, RunFolder.Earlier(Folder.Plan, _applied));
        File.Move(Folder.LabFile, RunFolder.Earlier(Folder.LabFile, _applied));
        File.WriteAllText(Folder.LabFile, text);
        Write(Folder.Plan, json => PlanJson.Write(json, Plan));
    }
}
