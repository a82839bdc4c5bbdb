using Microsoft.Extensions.Logging;

namespace Weir.Telemetry;

/// <content>Nodes with a kernel of their own.</content>
internal static partial class Log
{
    [LoggerMessage(500, LogLevel.Debug, "guest {Node}: its kernel is started as process {Process}")]
    public static partial void GuestStarted(this ILogger log, string node, int process);

    [LoggerMessage(501, LogLevel.Information, "guest {Node}: its agent is ready")]
    public static partial void GuestReady(this ILogger log, string node);

    [LoggerMessage(502, LogLevel.Information, "guest {Node} could not be told to switch off, and is killed")]
    public static partial void GuestGone(this ILogger log, string node, Exception fault);
}
