using System.Globalization;
using Weir.Platform;

namespace Weir.Running;

/// <summary>Finds what carries a run's mark now.</summary>
public static class RunObjects
{
    /// <summary>
    /// Processes with the mark in their environment or in the run's network namespaces, control groups with the mark as their name, and the registry's entry.
    /// Network namespaces and interfaces are not listed: they exist exactly as long as the run's processes do.
    /// </summary>
    public static IReadOnlyList<RunObject> Of(RunEntry entry)
    {
        var all = new List<RunObject>();
        foreach (int pid in MarkedProcesses.Find(entry.Id.Mark, new MarkedNamespaces(entry.Id.Mark))) { all.Add(new RunObject("process", string.Create(CultureInfo.InvariantCulture, $"{pid} {ProgramOf(pid)}"), pid)); }
        if (ControlGroup.Runs().Contains(entry.Id.Text)) { all.Add(new RunObject("cgroup", entry.Id.Mark)); }
        all.Add(new RunObject("registry", entry.Id.Text));
        return all;
    }

    private static string ProgramOf(int pid)
    {
        try
        {
            return File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/comm")).Trim();
        }
        catch (IOException)
        {
            return "";
        }
    }
}
