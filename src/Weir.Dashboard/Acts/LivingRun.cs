using System.Text.Json;
using Weir.Dashboard.Runs;
using Weir.Dashboard.Serving;
using Weir.Running;

namespace Weir.Dashboard.Acts;

/// <summary>Asks a living run to do something, over its control socket.</summary>
internal static class LivingRun
{
    /// <summary>Where the run answers.</summary>
    /// <exception cref="ApiException">It does not: it is over, or in memory.</exception>
    public static string SocketOf(RunView run) => run.Socket ?? throw ApiException.NotAlive(run.Id);

    /// <summary>Sends a request and gives the first answer.</summary>
    /// <exception cref="ApiException">The run is over.</exception>
    /// <exception cref="WeirException">The run refused.</exception>
    public static Task<JsonElement> AskAsync(RunView run, string name, Action<Utf8JsonWriter>? fields, CancellationToken cancellation) => ControlClient.AskOnceAsync(SocketOf(run), name, fields, cancellation);
}
