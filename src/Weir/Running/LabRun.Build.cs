using System.Text.RegularExpressions;
using Weir.Declaration;
using Weir.Lab.Building;
using Weir.Lab.Kinds;
using Weir.Lab.Plan;
using Weir.Programs;
using Weir.Running.InMemory;

namespace Weir.Running;

/// <content>Building: network, captures, monitors, programs, and their removal.</content>
public sealed partial class LabRun
{
    private RunCaptures? _captures;
    private RunMonitors? _monitors;
    private RunCounters? _counters;
    private ControlServer? _control;

    private async Task BuildAsync(RunCleanup cleanup)
    {
        var surroundings = new LabSurroundings(Folder.Id.Mark, Folder.Root, _options.FileFolder, _options.WeirCommand, Time) { Loop = _loop, Log = _options.Log };
        _network = await LabNetwork.BuildAsync(Plan, surroundings, _options.Backends).ConfigureAwait(false);
        _captures = RunCaptures.Begin(Plan, _network, Folder, Events);
        _monitors = await RunMonitors.BeginAsync(Plan, _network, Folder, _options.FileFolder, Events, Time, _options.Time, _options.Log, _ending.Token).ConfigureAwait(false);
        await _network.RaiseAsync(_ending.Token).ConfigureAwait(false);
        _programs = [.. Plan.Programs.Select(plan => new PlannedProgram(plan, Make(plan)))];
        // A lab in memory is over before anybody could ask.
        if (_loop is null) { _control = new ControlServer(_options.Registry.SocketOf(Folder.Id), this, ControlRequests.All); }
    }

    // Each step is done whatever became of those before it. Gives the exit code of the first one that failed; 0 when none did.
    private async Task<int> RemoveAsync(RunCleanup cleanup)
    {
        int exitCode = 0;
        async Task TryAsync(Func<Task> step)
        {
            try
            {
                await step().ConfigureAwait(false);
            }
            catch (Exception fault) when (fault is not OutOfMemoryException)
            {
                // There is no file to mend any more: what else would be a mistake of the file is not one.
                int code = fault is IOException ? 3 : fault is WeirException { ExitCode: > 2 } known ? known.ExitCode : 5;
                if (exitCode == 0) { exitCode = code; }
                Fail($"while the run was removed: {(fault is IOException or WeirException ? fault.Message : fault)}");
            }
        }

        Cancel(_ending);
        // A change that is being carried out stops at its next step, and none begins any more.
        await _changing.WaitAsync().ConfigureAwait(false);
        try
        {
            // Those that others wait for end last.
            foreach (LabProgram program in Programs.Reverse()) { _ = program.StopAsync(); }
            foreach (LabProgram program in Programs) { await TryAsync(() => program.DisposeAsync().AsTask()).ConfigureAwait(false); }
            if (_counters is { } counters) { await TryAsync(() => counters.DisposeAsync().AsTask()).ConfigureAwait(false); }
            // Only when they have ended is everything counted that they lost.
            if (_captures is { } captures) { await TryAsync(() => EndCapturesAsync(captures)).ConfigureAwait(false); }
            if (_monitors is { } monitors) { await TryAsync(() => EndMonitorsAsync(monitors)).ConfigureAwait(false); }
            if (_network is { } network)
            {
                _network = null;
                await TryAsync(() => network.DisposeAsync().AsTask()).ConfigureAwait(false);
            }
        }
        finally
        {
            await TryAsync(cleanup.RemoveAsync).ConfigureAwait(false);
        }

        if (_control is { } control) { await TryAsync(() => control.DisposeAsync().AsTask()).ConfigureAwait(false); }
        return exitCode;
    }

    private async Task EndMonitorsAsync(RunMonitors monitors)
    {
        await monitors.DisposeAsync().ConfigureAwait(false);
        monitors.Judge(_trust);
    }

    private LabProgram Make(ProgramPlan plan)
    {
        IProgramHost host = HostOf(plan);
        var log = new ProgramLog(Folder.LogOf(plan.Name), () => Events.Now);
        var program = new LabProgram(OptionsOf(plan), host, log, Time);
        program.Changed += Tell;
        return program;
    }

    private IProgramHost HostOf(ProgramPlan plan)
    {
        if (plan.Node.Length == 0) { return new LocalHost("", _options.FileFolder, Network.Surroundings.EnvironmentBeside()); }
        LabNode node = Network.Node(plan.Node);
        return node is MemoryHostNode memory ? new MemoryProgramHost(memory.Host, Plan, plan, _options.FileFolder) : node.Programs ?? throw new WeirException($"program {plan.Name}: node {plan.Node} is of kind {node.Plan.Kind.Form.Name} and runs no programs", 2);
    }

    private void Tell(LabProgram program, ProgramState state, string text)
    {
        string kind = state switch
        {
            ProgramState.Exited => RunEventKinds.ProgramExited,
            ProgramState.Starting => RunEventKinds.ProgramStarted,
            _ => RunEventKinds.ProgramReady,
        };
        NoteController(program, state, text);
        (string, string) node = ("node", program.Node), word = ("state", state.ToString().ToLowerInvariant());
        if (state == ProgramState.Starting && program.ProcessId is { } process) { Events.Say(kind, program.Options.Name, text, node, word, ("process", process.ToString(System.Globalization.CultureInfo.InvariantCulture))); }
        else { Events.Say(kind, program.Options.Name, text, node, word); }
    }

    /// <summary>Programs for each processor from which on those who watch them would get too little of it.</summary>
    private const int CrowdedPrograms = 2;

    private ProgramOptions OptionsOf(ProgramPlan plan)
    {
        IReadOnlyList<string> command = plan.Command.Arguments[0] == ProgramCommand.Self ? [.. _options.WeirCommand, .. plan.Command.Arguments.Skip(1)] : plan.Command.Arguments;
        // Which there are is known only now: a part of a lab has fewer.
        foreach (NodePlan one in (plan.Switches ?? []).Select(Plan.Node).OfType<NodePlan>()) { command = [.. command, "--await", SwitchNumbers.Of(one, Plan).ToString("x16", System.Globalization.CultureInfo.InvariantCulture)]; }
        var environment = new Dictionary<string, string>(plan.Command.Environment);
        foreach ((string name, string value) in plan.Environment) { environment[name] = value; }
        return new ProgramOptions
        {
            Name = plan.Name,
            Order = new ProcessOrder(command, environment, plan.Folder is { } folder ? Path.GetFullPath(folder, _options.FileFolder) : null, plan.User, plan.Input is not null) { Yields = Plan.Monitors.Count > 0 && Plan.Programs.Count > CrowdedPrograms * Environment.ProcessorCount },
            Input = plan.Input,
            Ready = plan.Ready is { } ready ? [.. ReadinessOf(ready)] : [],
            ReadyLimit = plan.Ready?.Duration("timeout") ?? TimeSpan.FromSeconds(30),
            Restart = plan.Restart switch { RestartRule.Always => RestartPolicy.Always, RestartRule.OnFailure => RestartPolicy.OnFailure, _ => RestartPolicy.Never },
            ExpectedExits = ExpectedExits(plan.Expect),
            StopSignal = Signals.NumberOf(plan.StopSignal) ?? Signals.Terminate,
            StopLimit = plan.StopTime,
        };
    }

    private static int[] ExpectedExits(Settings? expect)
    {
        if (expect is null) { return []; }
        if (expect.TextOrNull("signal") is { } signal && Signals.NumberOf(signal) is { } number) { return [128 + number]; }
        return [.. expect.Values("exit").Select(value => (int)(long)value)];
    }

    private IEnumerable<IReadiness> ReadinessOf(Settings ready)
    {
        if (ready.IntegerOrNull("tcp") is { } tcp) { yield return new PortReadiness((int)tcp, udp: false); }
        if (ready.IntegerOrNull("udp") is { } udp) { yield return new PortReadiness((int)udp, udp: true); }
        if (ready.TextOrNull("log") is { } pattern) { yield return new LogReadiness(new Regex(pattern, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1))); }
        if (ready.TextOrNull("file") is { } file) { yield return new FileReadiness(Path.GetFullPath(file, _options.FileFolder)); }
        if (ready.TextOrNull("http") is { } url) { yield return new CommandReadiness(new ProcessOrder([.. _options.WeirCommand, "http-get", url, "--count", "1"], new Dictionary<string, string>())); }
        if (ready.Has("command")) { yield return new CommandReadiness(new ProcessOrder(ready.Texts("command"), new Dictionary<string, string>())); }
        if (ready.DurationOrNull("delay") is { } delay) { yield return new DelayReadiness(delay); }
    }
}
