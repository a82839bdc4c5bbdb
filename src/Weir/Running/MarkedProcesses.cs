using System.Globalization;
using System.Text;
using Weir.Lab.Building;
using Weir.Platform;

namespace Weir.Running;

/// <summary>
/// Finds the processes of a run: those that carry its mark in their environment (<c>WEIR_RUN=weir:RUN</c>), which every program of a run gets and its children inherit, and those that live in its network namespaces.
/// </summary>
internal static class MarkedProcesses
{
    // Linux gives no more than this of an environment to a new program's stack; longer ones are cut, the mark stands in front.
    private const int EnvironmentLimit = 1 << 20;

    /// <summary>The ids of all processes that carry <paramref name="mark"/> or live in <paramref name="namespaces"/> now. Ask <see cref="Carries"/> again once a pidfd is open: the number alone may be another process by then.</summary>
    public static List<int> Find(string mark, MarkedNamespaces namespaces) => [.. All().Where(pid => Carries(pid, mark, namespaces))];

    /// <summary>True when the process carries the mark or lives in a namespace that does. A process that ended, or that this user may not look at, does not.</summary>
    public static bool Carries(int pid, string mark, MarkedNamespaces namespaces) => Value(pid) == mark || namespaces.Holds(pid);

    /// <summary>The mark that a process carries; null when none, or it ended, or this user may not look.</summary>
    public static string? Value(int pid)
    {
        byte[] environment;
        try
        {
            using FileStream file = new(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/environ"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1);
            environment = ReadSome(file);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }

        ReadOnlySpan<byte> wanted = Encoding.ASCII.GetBytes(LabSurroundings.MarkVariable + "=");
        ReadOnlySpan<byte> rest = environment;
        while (!rest.IsEmpty)
        {
            int end = rest.IndexOf((byte)0);
            ReadOnlySpan<byte> one = end < 0 ? rest : rest[..end];
            if (one.StartsWith(wanted)) { return Encoding.UTF8.GetString(one[wanted.Length..]); }
            if (end < 0) { break; }
            rest = rest[(end + 1)..];
        }

        return null;
    }

    private static byte[] ReadSome(FileStream file)
    {
        using var all = new MemoryStream();
        byte[] piece = new byte[4096];
        while (all.Length < EnvironmentLimit && file.Read(piece) is > 0 and int read) { all.Write(piece, 0, read); }
        return all.ToArray();
    }

    /// <summary>CPU time in seconds that the processes with the mark in their environment, and their ended children, used so far.</summary>
    public static double CpuSeconds(string mark) => All().Where(pid => Value(pid) == mark).Sum(CpuSecondsOf);

    /// <summary>CPU time in seconds that a process and its ended children used; 0 when it ended.</summary>
    public static double CpuSecondsOf(int pid) => ProcessStat.Read(pid) is { } stat ? (stat.User + stat.System + stat.Children).TotalSeconds : 0;

    private static IEnumerable<int> All()
    {
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out int pid)) { yield return pid; }
        }
    }
}
