using System.Text.Json;
using System.Threading.Channels;

namespace Weir.Running.Requests;

/// <summary>Ends the run; what happens until then is sent as events.</summary>
internal sealed class DownRequest : IControlRequest
{
    /// <inheritdoc/>
    public string Name => "down";

    /// <inheritdoc/>
    public bool Lasts(JsonElement request) => true;

    /// <inheritdoc/>
    public async Task HandleAsync(JsonElement request, ControlReply reply, LabRun run, CancellationToken cancellation)
    {
        ChannelReader<RunEvent> events = run.Events.Listen(fromBegin: false);
        run.End("ended by 'weir down'");
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
