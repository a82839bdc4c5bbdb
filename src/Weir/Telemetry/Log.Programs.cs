using Microsoft.Extensions.Logging;

namespace Weir.Telemetry;

/// <content>The line to the agent in a guest.</content>
internal static partial class Log
{
    [LoggerMessage(600, LogLevel.Debug, "the line to guest {Guest} has ended: {Why}; {Processes} processes count as killed")]
    public static partial void GuestLineEnded(this ILogger log, string guest, string why, int processes);

    [LoggerMessage(601, LogLevel.Debug, "guest {Guest} starts process {Process}: {Program}")]
    public static partial void GuestProcessStarted(this ILogger log, string guest, int process, string program);
}
