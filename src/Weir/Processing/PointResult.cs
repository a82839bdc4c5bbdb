namespace Weir.Processing;

/// <summary>What the path did for one point of observation.</summary>
/// <param name="Point">The point.</param>
/// <param name="Balance">Its counters.</param>
/// <param name="FirstTime">Time of its first frame, nanoseconds since 1970-01-01 UTC; 0 when it had none.</param>
/// <param name="LastTime">Time of its last frame.</param>
/// <param name="Sink">Where its messages went.</param>
/// <param name="Conversations">Its conversations in the order of their first packets, where <see cref="Reassembly.ReassemblyOptions.KeepConversations"/> asks for them; else none.</param>
public sealed record PointResult(CapturePoint Point, Balance Balance, long FirstTime, long LastTime, IMessageSink Sink, IReadOnlyList<Conversation> Conversations)
{
    /// <summary>Intervals in which messages may be missing, and that are not over yet: the sink has not been told of them.</summary>
    internal IReadOnlyList<Doubt> OpenDoubts { get; init; } = [];
}
