namespace Weir.Running;

/// <summary>One thing on the machine that carries a run's mark.</summary>
/// <param name="Kind"><c>process</c>, <c>cgroup</c> or <c>registry</c>.</param>
/// <param name="Name">What identifies it: a process id with its program, a path.</param>
/// <param name="Pid">The process id of a process; 0 else.</param>
public sealed record RunObject(string Kind, string Name, int Pid = 0);
