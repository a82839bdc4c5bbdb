using Weir.Declaration;

namespace Weir.Lab.Plan;

/// <summary>A monitor, which keeps tables of what it sees.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Settings">What its kind says.</param>
/// <param name="Captures">Names of the captures that it watches.</param>
public sealed record MonitorPlan(string Name, IMonitorKind Kind, Settings Settings, IReadOnlyList<string> Captures);
