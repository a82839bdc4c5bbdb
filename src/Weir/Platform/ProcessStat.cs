using System.Globalization;

namespace Weir.Platform;

/// <summary>What the kernel says about a process in <c>/proc/PID/stat</c> (proc(5)).</summary>
/// <param name="State">Its state, such as <c>R</c> running, <c>S</c> sleeping, <c>Z</c> ended and not waited for.</param>
/// <param name="User">CPU time of the program, in steps of a hundredth of a second.</param>
/// <param name="System">CPU time of the kernel for it, in the same steps.</param>
/// <param name="Children">CPU time of both kinds of its children that ended and were waited for.</param>
/// <param name="Threads">How many threads it has.</param>
/// <param name="StartTicks">When it was started, in hundredths of a second since boot.</param>
/// <param name="ResidentBytes">Memory that it has in use.</param>
public readonly record struct ProcessStat(char State, TimeSpan User, TimeSpan System, TimeSpan Children, int Threads, long StartTicks, long ResidentBytes)
{
    private const int TicksPerSecond = 100;

    /// <summary>Reads it; null when there is no such process (any more), or this user may not look.</summary>
    public static ProcessStat? Read(int pid)
    {
        string stat;
        try
        {
            stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/stat"));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }

        // The second field is the program's name in brackets and may hold anything, brackets too; behind the last one follows field 3.
        string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        if (fields.Length < 22 || fields[0].Length != 1) { return null; }
        return new ProcessStat(fields[0][0], Time(fields[11]), Time(fields[12]), Time(fields[13]) + Time(fields[14]), (int)Number(fields[17]), Number(fields[19]), Number(fields[21]) * Environment.SystemPageSize);
    }

    private static TimeSpan Time(string field) => TimeSpan.FromSeconds((double)Number(field) / TicksPerSecond);

    private static long Number(string field) => long.TryParse(field, CultureInfo.InvariantCulture, out long number) ? number : 0;
}
