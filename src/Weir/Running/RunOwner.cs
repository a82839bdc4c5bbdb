using System.Globalization;

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
    public static RunOwner? Of(int pid)
    {
        string stat;
        try
        {
            stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/stat"));
        }
        catch (IOException)
        {
            return null;
        }

        // The second field is the program's name in brackets and may hold anything, brackets too.
        int end = stat.LastIndexOf(')');
        if (end < 0) { return null; }
        string[] fields = stat[(end + 2)..].Split(' ');
        if (fields.Length < 20 || fields[0] is "Z" or "X") { return null; }
        return long.TryParse(fields[19], CultureInfo.InvariantCulture, out long ticks) ? new RunOwner(pid, ticks) : null;
    }
}
