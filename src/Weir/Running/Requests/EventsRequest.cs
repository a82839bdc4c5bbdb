using System.Text.Json;
using System.Threading.Channels;

namespace Weir.Running.Requests;

/// <summary>What happened, and with <c>follow</c> what happens until the run ends.</summary>
internal sealed class EventsRequest : IControlRequest
{
    /// <inheritdoc/>
    public string Name => "events";

    /// <inheritdoc/>
    public bool Lasts(JsonElement request) => request.GetProperty("follow").GetBoolean();

    /// <inheritdoc/>
    public async Task HandleAsync(JsonElement request, ControlReply reply, LabRun run, CancellationToken cancellation)
    {
        if (!request.GetProperty("follow").GetBoolean())
        {
            foreach (RunEvent one in run.Events.All) { await reply.SendAsync(one, cancellation).ConfigureAwait(false); }
            return;
        }

        ChannelReader<RunEvent> events = run.Events.Listen(fromBegin: true);
        try
        {
            await foreach (RunEvent one in events.ReadAllAsync(cancellation).ConfigureAwait(false)) { await reply.SendAsync(one, cancellation).ConfigureAwait(false); }
        }
        finally
        {
            run.Events.Unlisten(events);
        }
    }
}
