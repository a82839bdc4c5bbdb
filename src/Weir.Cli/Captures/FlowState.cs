using Weir.Wire.Frames;

namespace Weir.Cli.Captures;

/// <summary>Words for what a conversation is and how it ended.</summary>
internal static class FlowState
{
    /// <summary><c>tcp</c> or <c>udp</c>.</summary>
    public static string Protocol(Conversation conversation) => conversation.Protocol == IpProtocols.Tcp ? "tcp" : "udp";

    /// <summary>Time of the last packet, nanoseconds since 1970-01-01 UTC.</summary>
    public static long End(Conversation conversation) =>
        Math.Max(conversation.Begin, Math.Max(conversation.Counters(Direction.ClientToServer).LastTime, conversation.Counters(Direction.ServerToClient).LastTime));

    /// <summary>The name of how one direction ended.</summary>
    public static string NameOf(StreamEnd end) => end switch
    {
        StreamEnd.None => "none",
        StreamEnd.Closed => "closed",
        StreamEnd.Reset => "reset",
        StreamEnd.Idle => "idle",
        StreamEnd.Reused => "reused",
        StreamEnd.Evicted => "evicted",
        StreamEnd.CaptureEnded => "capture-ended",
        _ => end.ToString(),
    };
}
