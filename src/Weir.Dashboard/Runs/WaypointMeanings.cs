namespace Weir.Dashboard.Runs;

/// <summary>What waypoints count, in a few words.</summary>
internal static class WaypointMeanings
{
    /// <summary>The words for where a packet of a switch ended, by its name in the counters.</summary>
    public static string OfSwitch(string name) => name switch
    {
        "received" => "packets that came in at its ports",
        "inKernel" => "packets that the kernel forwarded or dropped by itself",
        "inProcess" => "packets that came up to the switch's process",
        "queueFull" => "packets that found the queue to the process full",
        "waiting" => "packets on their way to the process",
        "failed" => "packets that could neither be changed nor handed up",
        _ => name,
    };

    /// <summary>The words for what a capture saw of the packets that a switch counted at a port.</summary>
    public static string OfPort(string name) => name switch
    {
        "seen_in" => "packets that the capture saw come in",
        "seen_out" => "packets that the capture saw go out",
        "filtered" => "packets that the capture's filter kept away",
        _ => name,
    };

    /// <summary>The words.</summary>
    public static string Of(Waypoint waypoint) => waypoint switch
    {
        Waypoint.Captured => "packets that came in",
        Waypoint.DroppedByRing => "packets lost before Weir saw them: the ring was full",
        Waypoint.Filtered => "packets that a filter excluded",
        Waypoint.Malformed => "packets whose headers could not be read",
        Waypoint.NotIp => "packets without IP, such as ARP",
        Waypoint.NotTransport => "IP packets without conversations, such as ICMP",
        Waypoint.FragmentKept => "fragments that were joined or wait",
        Waypoint.FragmentDuplicate => "fragments that had been there before",
        Waypoint.FragmentRefused => "fragments refused at a limit",
        Waypoint.Datagram => "UDP datagrams handed on",
        Waypoint.SegmentEmpty => "TCP segments without data",
        Waypoint.SegmentInOrder => "TCP segments handed on at once",
        Waypoint.SegmentKept => "TCP segments that came early and were kept",
        Waypoint.SegmentDuplicate => "TCP segments without a new byte",
        Waypoint.SegmentProbe => "keep-alives and window probes",
        Waypoint.SegmentOutside => "TCP segments outside the window",
        Waypoint.SegmentRefused => "TCP segments refused at a limit",
        Waypoint.BytesDelivered => "stream bytes handed on in order",
        Waypoint.BytesDuplicate => "stream bytes seen before",
        Waypoint.BytesConflicting => "stream bytes seen again with another value",
        Waypoint.BytesMissing => "stream bytes that never came",
        Waypoint.BytesRefused => "stream bytes refused at a limit",
        Waypoint.Gaps => "gaps in place of missing bytes",
        Waypoint.DatagramsJoined => "datagrams joined from fragments",
        Waypoint.DatagramsExpired => "datagrams given up with fragments missing",
        Waypoint.ConversationsBegun => "conversations begun",
        Waypoint.ConversationsEvicted => "conversations ended early at a limit",
        Waypoint.StreamsWithoutSecret => "encrypted streams without a secret",
        Waypoint.StreamsJoined => "encrypted streams with their secret",
        Waypoint.FramesDecrypted => "encrypted frames opened",
        Waypoint.FramesLost => "encrypted frames that cannot be read",
        Waypoint.MacRight => "frames with a right authentication code",
        Waypoint.MacWrong => "frames with a wrong authentication code",
        Waypoint.MacUnchecked => "frames whose code could not be checked",
        Waypoint.BytesSkipped => "stream bytes passed over",
        Waypoint.MessagesDecoded => "messages understood",
        Waypoint.MessagesNotUnderstood => "messages not understood",
        Waypoint.MessagesFiltered => "messages that a filter excluded",
        Waypoint.RecordsStored => "records written",
        _ => WaypointRecords.NameOf(waypoint.ToString()).Replace('_', ' '),
    };
}
