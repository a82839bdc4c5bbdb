using Weir.Platform;

namespace Weir.Running;

/// <summary>A process, named so that it cannot be mistaken for a later one with the same number.</summary>
/// <param name="Pid">The process id.</param>
/// <param name="StartTicks">When it was started, in clock ticks since boot (<c>/proc/PID/stat</c>, field 22).</param>
public readonly record struct RunOwner(int Pid, long StartTicks)
{
    /// <summary>The calling process.</summary>
    public static RunOwner Current => Of(Environment.ProcessId) ?? new RunOwner(Environment.ProcessId, 0);

    /// <summary>True while this very process runs; a zombie does not.</summary>
    public bool IsAlive => Of(Pid) is { } now && now.StartTicks == StartTicks;

    /// <summary>The process that has this number now; null when none has, or it is a zombie.</summary>
    public static RunOwner? Of(int pid) => ProcessStat.Read(pid) is { State: not ('Z' or 'X') } stat ? new RunOwner(pid, stat.StartTicks) : null;
}
