namespace Weir.Dashboard.Answers;

/// <summary>A waypoint: <paramref name="Packets"/> where packets are counted, <paramref name="Bytes"/> where bytes are, <paramref name="Count"/> for all else.</summary>
internal sealed record WaypointAnswer(string Name, string Meaning, long? Packets, long? Bytes, long? Count);
