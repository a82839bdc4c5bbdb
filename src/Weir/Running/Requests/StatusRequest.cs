using System.Text.Json;

namespace Weir.Running.Requests;

/// <summary>What the run is and what it is doing.</summary>
internal sealed class StatusRequest : IControlRequest
{
    /// <inheritdoc/>
    public string Name => "status";

    /// <inheritdoc/>
    public Task HandleAsync(JsonElement request, ControlReply reply, LabRun run, CancellationToken cancellation) => reply.SendAsync(json =>
    {
        json.WriteString("lab", run.Plan.Name);
        json.WriteString("phase", run.Phase);
        json.WriteNumber("seconds", Math.Round(run.Events.Now, 3));
        json.WriteNumber("nodes", run.Plan.Nodes.Count);
        json.WriteNumber("links", run.Plan.Links.Count);
        json.WriteNumber("programs", run.Plan.Programs.Count);
        json.WriteStartArray("captures");
        foreach (CaptureState capture in run.CaptureStates())
        {
            json.WriteStartObject();
            json.WriteString("name", capture.Plan.Name);
            json.WriteNumber("written", capture.Written);
            json.WriteNumber("dropped", capture.Dropped);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }, cancellation);
}
