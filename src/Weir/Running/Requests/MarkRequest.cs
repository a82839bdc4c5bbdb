using System.Text.Json;

namespace Weir.Running.Requests;

/// <summary>Writes a text into the events and captures.</summary>
internal sealed class MarkRequest : IControlRequest
{
    /// <inheritdoc/>
    public string Name => "mark";

    /// <inheritdoc/>
    public Task HandleAsync(JsonElement request, ControlReply reply, LabRun run, CancellationToken cancellation)
    {
        string text = request.GetProperty("text").GetString() ?? "";
        run.Mark(text);
        RunEvent said = run.Events.Say(RunEventKinds.Mark, "", text);
        return reply.SendAsync(said, cancellation);
    }
}
