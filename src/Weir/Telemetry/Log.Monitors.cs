using Microsoft.Extensions.Logging;

namespace Weir.Telemetry;

/// <content>Monitors at work.</content>
internal static partial class Log
{
    [LoggerMessage(300, LogLevel.Debug, "monitor {Monitor}: tables are changed, {Captured} frames so far")]
    public static partial void TablesChanged(this ILogger log, string monitor, long captured);

    [LoggerMessage(301, LogLevel.Warning, "monitor {Monitor}: {Dropped} frames found their ring full so far")]
    public static partial void FramesDropped(this ILogger log, string monitor, long dropped);

    [LoggerMessage(302, LogLevel.Warning, "monitor {Monitor} ends early: its tables cannot be written, or a stage failed")]
    public static partial void MonitorFailed(this ILogger log, string monitor, Exception fault);

    [LoggerMessage(303, LogLevel.Debug, "monitor {Monitor} has ended after {Captured} frames")]
    public static partial void MonitorEnded(this ILogger log, string monitor, long captured);
}
