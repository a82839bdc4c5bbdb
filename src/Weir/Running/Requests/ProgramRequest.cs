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
        string text = await ProgramActs.DoAsync(program, Actions.Contains(action) ? action : "", cancellation).ConfigureAwait(false) ?? throw new WeirException($"'{action}' cannot be done to a program: {string.Join(", ", Actions)} can");
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

    // NAME, or NODE/NAME.
    private static LabProgram Find(LabRun run, string wanted)
    {
        int slash = wanted.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0) { return run.Program(wanted); }
        LabProgram program = run.Program(wanted[(slash + 1)..]);
        return program.Node == wanted[..slash] ? program : throw new WeirException($"program {program.Options.Name} runs on {program.Node}, not on {wanted[..slash]}");
    }
}
