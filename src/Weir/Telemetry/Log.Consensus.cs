using System.Net;
using Microsoft.Extensions.Logging;
using Weir.Wire.Ethereum;

namespace Weir.Telemetry;

/// <content>The node of a network of validators.</content>
internal static partial class Log
{
    [LoggerMessage(100, LogLevel.Information, "peer {Address} at {Remote} joined with version {Version}; its head is block {Head}")]
    public static partial void PeerJoined(this ILogger log, EthereumAddress address, EndPoint remote, ulong version, ulong head);

    [LoggerMessage(101, LogLevel.Information, "peer {Address} is lost: {Why} (reason {Reason}); {Dropped} messages to it were dropped")]
    public static partial void PeerLost(this ILogger log, EthereumAddress address, string why, int reason, long dropped);

    [LoggerMessage(102, LogLevel.Information, "peer {Address} is refused: {Why} (reason {Reason})")]
    public static partial void PeerRefused(this ILogger log, EthereumAddress address, string why, int reason);

    [LoggerMessage(103, LogLevel.Debug, "{Host}:{Port} cannot be joined: {Why}")]
    public static partial void DialFailed(this ILogger log, string host, int port, string why);

    [LoggerMessage(104, LogLevel.Debug, "a connection did not open: {Why}")]
    public static partial void OpeningFailed(this ILogger log, string why);

    [LoggerMessage(105, LogLevel.Information, "round {Round} of block {Block} is over; asks for round {Next}")]
    public static partial void RoundOver(this ILogger log, ulong block, ulong round, ulong next);

    [LoggerMessage(106, LogLevel.Information, "block {Number} {Hash} is inserted, as it was decided here")]
    public static partial void BlockDecided(this ILogger log, ulong number, Hash256 hash);

    [LoggerMessage(107, LogLevel.Information, "block {Number} {Hash} of {Address} is inserted")]
    public static partial void BlockTaken(this ILogger log, ulong number, Hash256 hash, EthereumAddress address);

    [LoggerMessage(108, LogLevel.Warning, "block {Number} of {Address} is wrong: {Why}")]
    public static partial void BlockRefused(this ILogger log, ulong number, EthereumAddress address, string? why);

    [LoggerMessage(109, LogLevel.Warning, "block {Number} was decided here and cannot be inserted: {Why}")]
    public static partial void DecisionRefused(this ILogger log, ulong number, string? why);

    [LoggerMessage(110, LogLevel.Warning, "block {Number} is proposed and not voted for: {Why}")]
    public static partial void ProposalRefused(this ILogger log, ulong number, string? why);

    [LoggerMessage(111, LogLevel.Information, "fetches blocks from {Address}, which has block {Ahead}; the head is block {Head}")]
    public static partial void FetchingBegins(this ILogger log, EthereumAddress address, ulong ahead, ulong head);

    [LoggerMessage(112, LogLevel.Information, "fetched {Count} blocks; the head is block {Head}")]
    public static partial void FetchingEnds(this ILogger log, ulong count, ulong head);

    [LoggerMessage(113, LogLevel.Debug, "a consensus message of {Address} is dropped: {Why}")]
    public static partial void MessageDropped(this ILogger log, EthereumAddress address, string? why);

    [LoggerMessage(114, LogLevel.Error, "the node ends")]
    public static partial void NodeFailed(this ILogger log, Exception fault);
}
