using Microsoft.Extensions.Logging;

namespace Weir.Telemetry;

/// <content>Runs, and what removes what they leave.</content>
internal static partial class Log
{
    [LoggerMessage(400, LogLevel.Debug, "run {Run}: process {Supervisor} watches over it")]
    public static partial void SupervisorStarted(this ILogger log, string run, int supervisor);

    [LoggerMessage(401, LogLevel.Warning, "run {Run}: the process that watched over it is gone: {Why}")]
    public static partial void SupervisorGone(this ILogger log, string run, string why);

    [LoggerMessage(402, LogLevel.Information, "run {Run} has ended without a word; what it left is removed")]
    public static partial void RunDied(this ILogger log, string run);

    [LoggerMessage(403, LogLevel.Debug, "run {Run}: process {Process} is killed")]
    public static partial void ProcessKilled(this ILogger log, string run, int process);

    [LoggerMessage(404, LogLevel.Information, "run {Run}: {Found} objects carried its mark, {Left} are left")]
    public static partial void RunCleaned(this ILogger log, string run, int found, int left);

    [LoggerMessage(405, LogLevel.Warning, "run {Run}: {Kind} {Name} could not be removed")]
    public static partial void ObjectLeft(this ILogger log, string run, string kind, string name);
}
