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

    /// <summary>
    /// How a conversation ended, both directions together: <c>reset</c>, <c>closed</c> (both ways), <c>half-closed</c> (one way), <c>idle</c>, <c>reused</c>, <c>evicted</c>, or <c>open</c> when it was
    /// still going on at the end of the capture.
    /// </summary>
    public static string Of(Conversation conversation)
    {
        StreamEnd up = conversation.Counters(Direction.ClientToServer).End;
        StreamEnd down = conversation.Counters(Direction.ServerToClient).End;
        if (up == StreamEnd.Reset || down == StreamEnd.Reset) { return "reset"; }
        if (up == StreamEnd.Closed && down == StreamEnd.Closed) { return "closed"; }
        if (up == StreamEnd.Closed || down == StreamEnd.Closed) { return "half-closed"; }
        StreamEnd end = up is StreamEnd.None ? down : up;
        return end is StreamEnd.None or StreamEnd.CaptureEnded ? "open" : NameOf(end);
    }

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
