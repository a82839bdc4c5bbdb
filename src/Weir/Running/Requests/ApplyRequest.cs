using System.Text.Json;
using Weir.Declaration;
using Weir.Lab;

namespace Weir.Running.Requests;

/// <summary>Brings the lab to what a changed file says, or with <c>dryRun</c> says what would be done. Answers with the file's mistakes, or with a line a step and a last one.</summary>
internal sealed class ApplyRequest : IControlRequest
{
    /// <inheritdoc/>
    public string Name => "apply";

    /// <inheritdoc/>
    public async Task HandleAsync(JsonElement request, ControlReply reply, LabRun run, CancellationToken cancellation)
    {
        string? file = request.TryGetProperty("file", out JsonElement named) ? named.GetString() : null;
        string folder = request.GetProperty("folder").GetString() ?? "/";
        bool dryRun = request.GetProperty("dryRun").GetBoolean();
        KeyValuePair<string, string>[] sets = [.. Pairs(request.GetProperty("sets"))];
        var environment = Pairs(request.GetProperty("environment")).ToDictionary(StringComparer.Ordinal);
        LabReader reader = run.Reread ?? throw new WeirException("this lab takes no changes: it was not built by 'weir up'");
        long begin = run.Time.GetTimestamp();
        int steps = 0;
        bool taken = await run.ApplyAsync(plan => reader(file, folder, sets, environment.GetValueOrDefault, plan), file ?? "the lab file", dryRun, RefuseAsync, step =>
        {
            steps++;
            return reply.SendAsync(json =>
            {
                json.WriteString("step", step.Action);
                json.WriteString("subject", step.Subject);
                json.WriteString("text", step.Text);
            }, cancellation);
        }, cancellation).ConfigureAwait(false);
        if (!taken) { return; }
        await reply.SendAsync(json =>
        {
            json.WriteNumber("steps", steps);
            json.WriteBoolean("done", !dryRun);
            json.WriteNumber("seconds", Math.Round(run.Time.GetElapsedTime(begin).TotalSeconds, 6));
        }, cancellation).ConfigureAwait(false);

        Task RefuseAsync(LabReading reading) => reply.SendAsync(json =>
        {
            json.WriteNumber("mistakeCount", reading.MistakeCount);
            json.WriteStartArray("mistakes");
            foreach (Mistake one in reading.Mistakes)
            {
                json.WriteStartObject();
                json.WriteString("file", one.Place.File);
                json.WriteNumber("line", one.Place.Line);
                json.WriteNumber("column", one.Place.Column);
                json.WriteString("message", one.Message);
                json.WriteString("hint", one.Hint);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }, cancellation);
    }

    private static IEnumerable<KeyValuePair<string, string>> Pairs(JsonElement map) => map.EnumerateObject().Select(one => KeyValuePair.Create(one.Name, one.Value.GetString() ?? ""));
}
