using System.Text.Json;
using Weir.Dashboard.Runs;
using Weir.Dashboard.Serving;
using Weir.Running;

namespace Weir.Dashboard.Acts;

/// <summary>Asks a living run to do something, over its control socket.</summary>
internal static class LivingRun
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    /// <summary>Where the run answers.</summary>
    /// <exception cref="ApiException">It does not: it is over, or in memory.</exception>
    public static string SocketOf(RunView run) => run.Socket ?? throw ApiException.NotAlive(run.Id);

    /// <summary>Sends a request and gives the first answer.</summary>
    /// <exception cref="ApiException">The run is over.</exception>
    /// <exception cref="WeirException">The run refused.</exception>
    public static Task<JsonElement> AskAsync(RunView run, string name, Action<Utf8JsonWriter>? fields, CancellationToken cancellation) => ControlClient.AskOnceAsync(SocketOf(run), name, fields, cancellation);

    /// <summary>The same; null when the run is over, or ends at this moment: then what it would have said is in the record.</summary>
    public static async Task<JsonElement?> TryAskAsync(RunView run, string name, CancellationToken cancellation)
    {
        if (run.Socket is not { } socket) { return null; }
        try
        {
            return await ControlClient.AskOnceAsync(socket, name, null, cancellation).WaitAsync(s_patience, run.Time, cancellation).ConfigureAwait(false);
        }
        catch (Exception ending) when (ending is WeirException or IOException or TimeoutException)
        {
            return null;
        }
    }
}
