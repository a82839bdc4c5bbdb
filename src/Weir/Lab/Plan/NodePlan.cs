using Weir.Declaration;

namespace Weir.Lab.Plan;

/// <summary>A node as it will be built.</summary>
/// <param name="Name">Its name, which is also its host name.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Settings">What its kind says.</param>
/// <param name="Interfaces">Its interfaces, <c>eth0</c> first.</param>
/// <param name="Routes">Its routes beside those to its own segments.</param>
/// <param name="Memory">Memory that it may use; null for no limit.</param>
/// <param name="Cpus">CPU time that it may use, in cores; null for no limit.</param>
/// <param name="Pids">Processes that it may have; null for no limit.</param>
/// <param name="Sysctls">Kernel settings by name, such as <c>net.ipv4.tcp_congestion_control</c>.</param>
public sealed record NodePlan(string Name, INodeKind Kind, Settings Settings, IReadOnlyList<InterfacePlan> Interfaces, IReadOnlyList<RoutePlan> Routes,
    DataSize? Memory, double? Cpus, long? Pids, IReadOnlyList<KeyValuePair<string, string>> Sysctls);
