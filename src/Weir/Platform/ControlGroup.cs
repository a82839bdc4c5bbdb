using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace Weir.Platform;

/// <summary>
/// A control group: limits, counts and ends all processes of a node together. Its name is <c>weir:RUN/NODE</c> in every hierarchy that it uses: the unified one (v2), and those of version 1 for
/// controllers that the machine keeps there. Unlike namespaces it does not go by itself when this process is killed; <see cref="Runs"/> and <see cref="RemoveRun"/> find and remove what is left.
/// </summary>
public sealed class ControlGroup : IDisposable
{
    private const string Prefix = "weir:";
    private const int Period = 100_000; // microseconds, the kernel's own default
    private const int MaxAttempts = 200;
    private const int KillSignal = 9;

    private readonly ControlGroupMounts _mounts;
    private readonly string _name;

    private ControlGroup(ControlGroupMounts mounts, string name)
    {
        _mounts = mounts;
        _name = name;
    }

    /// <summary>The group's folders, one a hierarchy.</summary>
    public IReadOnlyList<string> Folders => [.. _mounts.Roots.Select(root => Path.Combine(root, _name))];

    /// <summary>Which versions of the kernel's interface hold the controllers: <c>(version 1)</c>, <c>(version 2)</c> or both.</summary>
    internal static string Version
    {
        get
        {
            ControlGroupMounts mounts = ControlGroupMounts.Read();
            return mounts.Old.Count == 0 ? "(version 2)" : mounts.Unified is null ? "(version 1)" : "(version 1, ended by version 2)";
        }
    }

    internal int MemberFiles => _mounts.Roots.Count;

    /// <summary>Makes a group.</summary>
    /// <param name="run">The run's id, without a slash.</param>
    /// <param name="node">The node's name, without a slash.</param>
    /// <param name="limits">Its limits; null for none.</param>
    /// <exception cref="WeirException">The machine has no control groups, keeps a controller that a limit needs nowhere, or refuses. Nothing is left then.</exception>
    public static ControlGroup Create(string run, string node, ControlGroupLimits? limits = null)
    {
        ControlGroupMounts mounts = ControlGroupMounts.Read();
        if (mounts.Roots.Count == 0) { throw WeirException.Lacking("there is no control group below which this user may make one", MachineCapability.ControlGroups); }
        var group = new ControlGroup(mounts, $"{Prefix}{run}/{node}");
        try
        {
            if (mounts.Unified is { } unified) { mounts.Delegate(unified, Path.Combine(unified, Prefix + run)); }
            foreach (string folder in group.Folders) { Directory.CreateDirectory(folder); }
            if (limits is not null) { group.Limit(limits); }
            return group;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            group.Dispose();
            string message = $"creating the control group {group._name}: {e.Message}";
            throw e is UnauthorizedAccessException ? WeirException.Lacking(message, MachineCapability.ControlGroups, e) : new WeirException(message, 4, e);
        }
        catch
        {
            group.Dispose();
            throw;
        }
    }

    /// <summary>The ids of runs of which groups are there, of this process or another, alive or dead.</summary>
    public static IReadOnlyList<string> Runs() =>
        [.. ControlGroupMounts.Read().Roots.SelectMany(r => Directory.EnumerateDirectories(r, Prefix + "*")).Select(f => Path.GetFileName(f)![Prefix.Length..]).Distinct().Order()];

    /// <summary>Kills and removes all groups of a run; false when something is still there.</summary>
    public static bool RemoveRun(string run)
    {
        ControlGroupMounts mounts = ControlGroupMounts.Read();
        string[] tops = [.. mounts.Roots.Select(r => Path.Combine(r, Prefix + run)).Where(Directory.Exists)];
        foreach (string node in tops.SelectMany(t => Directory.EnumerateDirectories(t)).Select(f => Path.GetFileName(f)!).Distinct().ToArray())
        {
            new ControlGroup(mounts, $"{Prefix}{run}/{node}").Dispose();
        }

        foreach (string top in tops) { TryRemove(top); }
        return !tops.Any(Directory.Exists);
    }

    /// <summary>Sets limits; what is null in <paramref name="limits"/> stays as it is.</summary>
    /// <exception cref="WeirException">The machine keeps the controller nowhere, or refuses.</exception>
    public void Limit(ControlGroupLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        if (limits.Memory is { } memory)
        {
            Set("memory", "memory.max", "memory.limit_in_bytes", memory.ToString(CultureInfo.InvariantCulture));
        }

        if (limits.Cpus is { } cpus)
        {
            long quota = Math.Max(1000, (long)(cpus * Period));
            Set("cpu", "cpu.max", "cpu.cfs_quota_us", string.Create(CultureInfo.InvariantCulture, $"{quota} {Period}"), quota.ToString(CultureInfo.InvariantCulture));
        }

        if (limits.Processes is { } processes) { Set("pids", "pids.max", "pids.max", processes.ToString(CultureInfo.InvariantCulture)); }
    }

    /// <summary>Moves a process into the group; false when it is gone.</summary>
    /// <exception cref="WeirException">The machine refuses.</exception>
    public bool Add(int processId)
    {
        foreach (string folder in Folders)
        {
            int error = LinuxCalls.WriteText(Path.Combine(folder, "cgroup.procs"), processId.ToString(CultureInfo.InvariantCulture));
            if (error == LinuxCalls.ErrorNoProcess) { return false; }
            if (error != 0) { throw LinuxCalls.Failure($"moving process {processId} into {folder}", error); }
        }

        return true;
    }

    /// <summary>The processes that are in it now, by number.</summary>
    public IReadOnlyList<int> Members() => [.. Folders.SelectMany(Members).Distinct()];

    /// <summary>What its processes use together.</summary>
    public ControlGroupUsage Usage()
    {
        long? Value(string controller, string unified, string old) => Number(ReadFile(controller, unified, old));
        string? statistics = ReadFile("cpu", "cpu.stat", "cpu.stat");
        long? throttled = Field(statistics, "throttled_usec") is { } microseconds ? microseconds * 1000 : Field(statistics, "throttled_time");
        long? cpu = _mounts.IsUnified("cpu") ? Field(statistics, "usage_usec") * 1000 : Number(ReadFile("cpuacct", "", "cpuacct.usage"));
        return new ControlGroupUsage(Value("memory", "memory.current", "memory.usage_in_bytes"), Nanoseconds(cpu), (int?)Value("pids", "pids.current", "pids.current"), Nanoseconds(throttled),
            Field(ReadFile("memory", "memory.events", "memory.oom_control"), "oom_kill"));
    }

    /// <summary>Kills all processes in it, also those that are being made meanwhile. It does not wait until they are gone.</summary>
    public void KillAll()
    {
        if (_mounts.Unified is { } unified && LinuxCalls.WriteText(Path.Combine(unified, _name, "cgroup.kill"), "1") == 0) { return; }

        // A frozen process neither ends nor forks, so its number stays its own until the signal is sent.
        bool frozen = Freeze(true);
        foreach (int process in Members()) { _ = LinuxCalls.Kill(process, KillSignal); }
        if (frozen) { Freeze(false); }
    }

    /// <summary>Kills all processes in it and removes it, and the run's folder when this was the last group in it. Waits up to two seconds for the processes to go; what is busy stays.</summary>
    public void Dispose()
    {
        for (int attempt = 0; attempt < MaxAttempts && Folders.Any(Directory.Exists); attempt++)
        {
            if (attempt % 20 == 0) { KillAll(); }
            foreach (string folder in Folders) { TryRemove(folder); }
            if (Folders.Any(Directory.Exists)) { Thread.Sleep(10); }
        }

        foreach (string folder in Folders) { TryRemove(Path.GetDirectoryName(folder)!); }
    }

    /// <summary>Descriptors to which a process writes 0 to move itself into the group.</summary>
    internal IReadOnlyList<SafeFileHandle> OpenMembers() =>
        [.. Folders.Select(folder => LinuxCalls.Open(Path.Combine(folder, "cgroup.procs"), LinuxCalls.OpenWriteOnly | LinuxCalls.OpenCloseOnExec, 0))];

    private bool Freeze(bool on) =>
        _mounts.Unified is { } unified && LinuxCalls.WriteText(Path.Combine(unified, _name, "cgroup.freeze"), on ? "1" : "0") == 0;

    private static IEnumerable<int> Members(string folder)
    {
        string path = Path.Combine(folder, "cgroup.procs");
        return File.Exists(path) ? File.ReadAllLines(path).Select(l => int.Parse(l, CultureInfo.InvariantCulture)) : [];
    }

    private static void TryRemove(string folder)
    {
        try
        {
            // The files in it are the kernel's and go with it; groups below, or processes in it, keep it.
            if (Directory.Exists(folder)) { Directory.Delete(folder); }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return;
        }
    }

    private void Set(string controller, string unified, string old, string text, string? oldText = null)
    {
        string root = _mounts.RootOf(controller) ?? throw WeirException.Lacking($"limiting {controller}: there is no control group with its controller below which this user may make one", MachineCapability.ControlGroups);
        bool isUnified = _mounts.IsUnified(controller);
        string path = Path.Combine(root, _name, isUnified ? unified : old);
        int error = LinuxCalls.WriteText(path, isUnified ? text : oldText ?? text);
        if (error != 0) { throw LinuxCalls.Failure($"writing {path}", error); }
    }

    private string? ReadFile(string controller, string unified, string old)
    {
        if (_mounts.RootOf(controller) is not { } root) { return null; }
        string path = Path.Combine(root, _name, _mounts.IsUnified(controller) ? unified : old);
        return File.Exists(path) ? File.ReadAllText(path) : null;
    }

    private static long? Number(string? text) => long.TryParse(text, CultureInfo.InvariantCulture, out long value) ? value : null;

    private static long? Field(string? text, string name) =>
        text?.Split('\n').Where(l => l.StartsWith(name + " ", StringComparison.Ordinal)).Select(l => Number(l[(name.Length + 1)..])).FirstOrDefault();

    private static TimeSpan? Nanoseconds(long? value) => value is { } n ? TimeSpan.FromTicks(n / TimeSpan.NanosecondsPerTick) : null;
}
