using System.Text.Json;
using Weir.Programs;

namespace Weir.Running.Requests;

/// <summary>Stops, starts, restarts, pauses or resumes a program, and says in the events that the user did it. Answers when that is done, with what the program is doing then.</summary>
internal sealed class ProgramRequest : IControlRequest
{
    /// <summary>What can be done to a program.</summary>
    public static IReadOnlyList<string> Actions { get; } = ["stop", "start", "restart", "pause", "resume"];

    /// <inheritdoc/>
    public string Name => "program";

    /// <inheritdoc/>
    public async Task HandleAsync(JsonElement request, ControlReply reply, LabRun run, CancellationToken cancellation)
    {
        LabProgram program = Find(run, request.GetProperty("program").GetString() ?? "");
        string action = request.GetProperty("action").GetString() ?? "";
        string text = await ActAsync(program, action, cancellation).ConfigureAwait(false);
        run.Events.Say(RunEventKinds.Program, program.Options.Name, text, ("node", program.Node), ("action", action), ("by", "user"));
        await reply.SendAsync(json =>
        {
            json.WriteString("name", program.Options.Name);
            json.WriteString("node", program.Node);
            json.WriteString("state", program.State.ToString().ToLowerInvariant());
            json.WriteString("text", text);
            if (program.ProcessId is { } process) { json.WriteNumber("process", process); }
            if (program.ExitCode is { } code) { json.WriteNumber("exitCode", code); }
        }, cancellation).ConfigureAwait(false);
    }

    private static async Task<string> ActAsync(LabProgram program, string action, CancellationToken cancellation)
    {
        switch (action)
        {
            case "stop":
                await program.StopAsync().ConfigureAwait(false);
                return "stopped";
            case "start":
                await program.StartAsync(cancellation).ConfigureAwait(false);
                return "started";
            case "restart":
                await program.StopAsync().ConfigureAwait(false);
                await program.StartAsync(cancellation).ConfigureAwait(false);
                return "started again";
            case "pause":
                program.Pause();
                return "paused";
            case "resume":
                program.Resume();
                return "goes on";
            default:
                throw new WeirException($"'{action}' cannot be done to a program: {string.Join(", ", Actions)} can");
        }
    }

    // NAME, or NODE/NAME.
    private static LabProgram Find(LabRun run, string wanted)
    {
        int slash = wanted.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0) { return run.Program(wanted); }
        LabProgram program = run.Program(wanted[(slash + 1)..]);
        return program.Node == wanted[..slash] ? program : throw new WeirException($"program {program.Options.Name} runs on {program.Node}, not on {wanted[..slash]}");
    }
}
