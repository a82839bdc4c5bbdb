using System.Text.Json;

namespace Weir.Running.Requests;

/// <summary>What switches of OpenFlow counted at their ports beside what captures saw there.</summary>
internal sealed class PortsRequest : IControlRequest
{
    /// <inheritdoc/>
    public string Name => "ports";

    /// <inheritdoc/>
    public async Task HandleAsync(JsonElement request, ControlReply reply, LabRun run, CancellationToken cancellation)
    {
        IReadOnlyList<PortAgreement> ports = await run.ComparePortsAsync(cancellation).ConfigureAwait(false);
        await reply.SendAsync(json =>
        {
            json.WritePropertyName("ports");
            PortAgreement.Write(json, ports);
        }, cancellation).ConfigureAwait(false);
    }
}
