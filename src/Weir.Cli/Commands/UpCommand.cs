using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Threading.Channels;
using Weir.Cli.Captures;
using Weir.Cli.Output;
using Weir.Cli.Labs;
using Weir.Cli.Runs;
using Weir.Lab;
using Weir.Lab.Plan;
using Weir.Platform;
using Weir.Programs;
using Weir.Running;

namespace Weir.Cli.Commands;

/// <summary><c>weir up FILE</c>: builds a lab and leaves it up.</summary>
internal static class UpCommand
{
    private const string HoldOption = "--hold";

    /// <summary>Makes the command.</summary>
    public static Command Create(CommandContext context)
    {
        Argument<string?> file = LabOptions.File();
        Option<string[]> set = LabOptions.Set();
        Option<string[]> only = LabOptions.Only();
        var hold = new Option<bool>(HoldOption) { Hidden = true };
        Option<string?> dashboard = DashboardPlace.Option();
        Option<bool> json = CaptureOptions.Json();
        var command = new VerbCommand("up", "Builds the network of a lab file and starts its programs, and leaves both up until 'weir down'. Captures, events and checks go on as in a run; its duration does not count. "
            + "A process in the background holds the lab: when it is killed, the lab goes too.")
        {
            Alone = DashboardPlace.Alone,
            Examples = [("weir up two-sites.lab.yaml", "build it and leave it"), ("weir exec h1 -- ping -c 1 server", "then run something in it")],
        };
        command.Add(file);
        command.Add(set);
        command.Add(only);
        command.Add(hold);
        command.Add(dashboard);
        command.Add(json);
        command.SetAction((parsed, cancellation) => parsed.GetValue(hold) ? HoldAsync(context, parsed.GetValue(file), parsed.GetValue(set), parsed.GetValue(only), port => DashboardPlace.Of(parsed, dashboard, port), cancellation)
            : RunAsync(context, parsed.GetValue(file), parsed.GetValue(set) ?? [], parsed.GetValue(only) ?? [], parsed.GetValue(dashboard) is { } place ? ["--dashboard=" + place] : [], parsed.GetValue(json), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, string? file, string[] sets, string[] only, string[] dashboard, bool json, CancellationToken cancellation)
    {
        // Mistakes are told here, by the process that the user sees.
        LabPlan plan = LabOptions.ReadRight(context, file, sets, only).Plan!;
        if (plan.IsInMemory) { throw new WeirException("a lab in memory has a clock of its own, and is over as soon as nothing is left to do: it cannot stay up, use 'weir run'"); }
        UserNamespaceEntry.Require(context, plan);
        string path = context.PathOf(LabOptions.Find(context, file));
        using Process holder = StartHolder(context, path, sets, only, dashboard);
        using ProcessHandle? handle = ProcessHandle.TryOpen(holder.Id);
        using CancellationTokenRegistration stop = cancellation.Register(() => handle?.TrySignal(Signals.Terminate));
        // The holder writes its events until the lab is up, then goes on alone.
        string? id = null, address = null;
        bool up = false;
        while (!up && await holder.StandardOutput.ReadLineAsync(CancellationToken.None) is { } line)
        {
            using var said = JsonDocument.Parse(line);
            JsonElement one = said.RootElement;
            if (one.TryGetProperty("run", out JsonElement run)) { id = run.GetString(); }
            if (one.TryGetProperty("up", out _)) { up = true; }
            if (one.TryGetProperty("dashboard", out JsonElement shown))
            {
                address = shown.GetString();
                (json ? context.Error : context.Out).WriteLine(address);
                context.Flush();
            }

            if (one.TryGetProperty("kind", out JsonElement kind))
            {
                if (context.Verbose) { context.Error.WriteLine(EventLine.Of(one)); }
                else if (kind.GetString() is RunEventKinds.Error) { context.Error.WriteLine($"weir: {one.GetProperty("text").GetString()}"); }
            }
        }

        if (!up)
        {
            await holder.WaitForExitAsync(CancellationToken.None);
            if (holder.ExitCode != 0) { return holder.ExitCode; }
            context.Error.WriteLine($"weir: {id ?? "the lab"} ended before it was up");
            return (int)ExitCode.BuildFailed;
        }

        Write(context, plan, id ?? "", json, address);
        return (int)ExitCode.Success;
    }

    private static Process StartHolder(CommandContext context, string path, string[] sets, string[] only, string[] dashboard)
    {
        IReadOnlyList<string> weir = RunSetup.WeirCommand();
        var start = new ProcessStartInfo(weir[0]) { RedirectStandardOutput = true, WorkingDirectory = context.WorkingFolder };
        foreach (string argument in weir.Skip(1)) { start.ArgumentList.Add(argument); }
        foreach (string argument in (string[])["up", HoldOption, Path.GetFullPath(path), .. sets.SelectMany(one => new[] { "--set", one }), .. only.SelectMany(one => new[] { "--only", one }), .. dashboard]) { start.ArgumentList.Add(argument); }
        return Process.Start(start) ?? throw new WeirException("the process that holds the lab cannot be started", (int)ExitCode.MachineLacks);
    }

    private static async Task<int> HoldAsync(CommandContext context, string? file, string[]? sets, string[]? only, Func<int?, DashboardPlace?> dashboard, CancellationToken cancellation)
    {
        Sessions.BeginOwn();
        long begin = context.Time.GetTimestamp();
        LabReading reading = LabOptions.ReadRight(context, file, sets, only);
        LabPlan plan = reading.Plan!;
        string path = LabOptions.Find(context, file);
        RunOptions options = RunSetup.Options(context, path, reading.Text, context.Time.GetElapsedTime(begin).TotalSeconds) with { StaysUp = true, Reread = RunSetup.Reader(path, sets ?? []) };
        var run = new LabRun(plan, options);
        using var json = JsonOutput.Lines(context);
        json.Line(run.Folder.Id.Text, static (writer, id) =>
        {
            writer.WriteStartObject();
            writer.WriteString("run", id);
            writer.WriteEndObject();
        });
        // The dashboard lives as long as the lab.
        await using IAsyncDisposable? session = dashboard(plan.Dashboard) is { } place ? await ShowAsync(context, run, options, place, json, cancellation) : null;
        Task<Exception?> telling = TellAsync(context, run, json);
        RunOutcome outcome = await run.ExecuteAsync(cancellation);
        Exception? fault = await telling;
        if (run.Plan.Report) { ReportFile.WriteAtEnd(context, outcome); }
        return outcome.ExitCode == 0 && fault is not null ? (fault as WeirException)?.ExitCode ?? (int)ExitCode.ProgramFailed : outcome.ExitCode;
    }

    private static async Task<IAsyncDisposable> ShowAsync(CommandContext context, LabRun run, RunOptions options, DashboardPlace place, JsonOutput json, CancellationToken cancellation)
    {
        using var text = new StringWriter { NewLine = "\n" };
        IAsyncDisposable session = await RunExecution.ShowAsync(context, run, options, place, text, cancellation);
        json.Line(text.ToString().TrimEnd(), static (writer, said) =>
        {
            writer.WriteStartObject();
            writer.WriteString("dashboard", said);
            writer.WriteEndObject();
        });
        return session;
    }

    // Tells the process in front what happens until the lab is up, or is over; gives the reason why a program did not become ready. Nobody reads after that.
    private static async Task<Exception?> TellAsync(CommandContext context, LabRun run, JsonOutput json)
    {
        ChannelReader<RunEvent> events = run.Events.Listen(fromBegin: true);
        Task<Exception?>? ready = null;
        Exception? fault = null;
        bool told = false;
        while (true)
        {
            Task<bool> more = events.WaitToReadAsync().AsTask();
            if (ready is not null && await Task.WhenAny(more, ready) == ready)
            {
                // What programs did not do because the run was ended by the user is no fault.
                if (run.Phase == "running") { fault = await ready; }
                if (fault is null && run.Phase == "running") { break; }
                // This lab does not come up any more, also when others still have their time to start.
                if (fault is not null) { run.End(fault.Message); }
                ready = null;
            }

            if (!await more)
            {
                // The run itself tells it only when everything else had started.
                if (fault is not null && !told) { Tell(context, new RunEvent(run.Events.Now, RunEventKinds.Error, "", fault.Message, [])); }
                return fault;
            }

            while (events.TryRead(out RunEvent? one))
            {
                Tell(context, one);
                told |= one.Kind == RunEventKinds.Error;
                if (one.Kind == RunEventKinds.Phase && run.Phase == "running") { ready = StartedPrograms.ReadyAsync(run, context.Time); }
            }
        }

        run.Events.Unlisten(events);
        json.Line(true, static (writer, _) =>
        {
            writer.WriteStartObject();
            writer.WriteBoolean("up", true);
            writer.WriteEndObject();
        });
        Sessions.LetGoOfTerminal();
        return null;
    }

    private static void Tell(CommandContext context, RunEvent one)
    {
        var bytes = new System.Buffers.ArrayBufferWriter<byte>();
        RunEvents.Write(one, bytes);
        context.Out.WriteLine(System.Text.Encoding.UTF8.GetString(bytes.WrittenSpan));
        context.Flush();
    }

    private static void Write(CommandContext context, LabPlan plan, string id, bool json, string? dashboard)
    {
        if (json)
        {
            JsonOutput.Write(context, writer =>
            {
                writer.WriteStartObject();
                writer.WriteString("run", id);
                if (dashboard is not null) { writer.WriteString("dashboard", dashboard["dashboard: ".Length..].Split('\n')[0]); }
                writer.WriteEndObject();
            });
            return;
        }

        var table = new TextTable("node", "kind", "interface", "address", "mac");
        foreach (NodePlan node in plan.Nodes)
        {
            if (node.Interfaces.Count == 0) { table.Add(node.Name, node.Kind.Form.Name); }
            foreach (InterfacePlan one in node.Interfaces)
            {
                bool first = ReferenceEquals(one, node.Interfaces[0]);
                if (node.Kind.Switches && !first) { continue; }
                table.Add(first ? node.Name : "", first ? node.Kind.Form.Name : "", node.Kind.Switches ? string.Create(CultureInfo.InvariantCulture, $"{node.Interfaces.Count} ports") : one.Name, string.Join(" ", one.Addresses), node.Kind.Switches ? "" : one.Mac.ToString());
            }
        }

        table.Write(context);
        context.Out.WriteLine($"{id} is up; 'weir exec NODE -- COMMAND' runs something in it, 'weir down' removes it");
    }
}
