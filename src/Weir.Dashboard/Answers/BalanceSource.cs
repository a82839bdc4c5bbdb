namespace Weir.Dashboard.Answers;

/// <summary>A monitor, capture or switch: packets that came in, packets of them whose end is counted.</summary>
internal sealed record BalanceSource(string Name, IReadOnlyList<WaypointAnswer> Waypoints, long In, long Accounted);
