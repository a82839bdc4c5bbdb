using Microsoft.Extensions.Logging;

namespace Weir.Telemetry;

/// <content>Secrets of sessions.</content>
internal static partial class Log
{
    [LoggerMessage(200, LogLevel.Debug, "session secrets are read from {Path}; {Known} are known now")]
    public static partial void SecretsRead(this ILogger log, string path, int known);

    [LoggerMessage(201, LogLevel.Debug, "{Path} went away before it was read")]
    public static partial void SecretsGone(this ILogger log, string path, Exception fault);
}
