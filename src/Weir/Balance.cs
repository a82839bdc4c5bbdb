namespace Weir;

/// <summary>
/// The counters of all waypoints of one run. Not safe for several threads: each worker has its own, and <see cref="Add(Balance)"/> joins them.
/// </summary>
public sealed class Balance
{
    private readonly long[] _counts = new long[Enum.GetValues<Waypoint>().Length];

    /// <summary>How many were counted at <paramref name="waypoint"/>.</summary>
    public long this[Waypoint waypoint] => _counts[(int)waypoint];

    /// <summary>Packets whose end was counted.</summary>
    public long PacketsAccountedFor
    {
        get
        {
            long sum = 0;
            for (int i = 0; i < _counts.Length; i++)
            {
                if (RoleOf((Waypoint)i) == WaypointRole.PacketEnd) { sum += _counts[i]; }
            }

            return sum;
        }
    }

    /// <summary>True when every captured packet was accounted for.</summary>
    public bool Holds => PacketsAccountedFor == this[Waypoint.Captured];

    /// <summary>Counts <paramref name="count"/> more at <paramref name="waypoint"/>.</summary>
    public void Add(Waypoint waypoint, long count = 1) => _counts[(int)waypoint] += count;

    /// <summary>Adds all counters of <paramref name="other"/>.</summary>
    public void Add(Balance other)
    {
        ArgumentNullException.ThrowIfNull(other);
        for (int i = 0; i < _counts.Length; i++) { _counts[i] += other._counts[i]; }
    }

    /// <summary>What a waypoint's number counts.</summary>
    public static WaypointRole RoleOf(Waypoint waypoint) => waypoint switch
    {
        Waypoint.Captured => WaypointRole.PacketStart,
        >= Waypoint.Filtered and <= Waypoint.SegmentRefused => WaypointRole.PacketEnd,
        _ => WaypointRole.Tally,
    };
}
