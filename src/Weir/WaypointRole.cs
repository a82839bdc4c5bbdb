namespace Weir;

/// <summary>What a <see cref="Waypoint"/>'s number counts.</summary>
public enum WaypointRole
{
    /// <summary>Packets that came in.</summary>
    PacketStart,
    /// <summary>Packets that ended here: their sum is what came in.</summary>
    PacketEnd,
    /// <summary>Something else (bytes, streams, messages).</summary>
    Tally,
}
