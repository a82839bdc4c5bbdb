namespace Weir.Platform;

/// <summary>Where this user may make control groups: in the unified hierarchy, and which controller is in which hierarchy of version 1.</summary>
/// <param name="Unified">Where in the unified hierarchy: its root, or for an ordinary user the topmost group that was handed down to him; null when there is none.</param>
/// <param name="Old">Controller to root, for hierarchies of version 1.</param>
internal sealed record ControlGroupMounts(string? Unified, IReadOnlyDictionary<string, string> Old)
{
    private static readonly string[] Wanted = ["memory", "cpu", "cpuacct", "pids"];

    /// <summary>The roots of all hierarchies that are used, each once.</summary>
    public IReadOnlyList<string> Roots { get; } = [.. (Unified is null ? [] : (string[])[Unified]).Concat(Old.Where(p => Wanted.Contains(p.Key)).Select(p => p.Value)).Distinct()];

    /// <summary>Reads the table of mounts (proc(5), /proc/self/mounts: device, folder, type, options), and keeps what this user may write.</summary>
    public static ControlGroupMounts Read()
    {
        string? unified = null;
        var old = new Dictionary<string, string>();
        if (!File.Exists("/proc/self/mounts")) { return new ControlGroupMounts(null, old); }
        foreach (string[] mount in File.ReadLines("/proc/self/mounts").Select(l => l.Split(' ')).Where(f => f.Length > 3))
        {
            if (mount[2] == "cgroup2") { unified ??= Topmost(mount[1]); }
            if (mount[2] != "cgroup" || !IsWritable(mount[1])) { continue; }
            foreach (string controller in mount[3].Split(',').Intersect(Wanted)) { old.TryAdd(controller, mount[1]); }
        }

        return new ControlGroupMounts(unified, old);
    }

    // From the root down to the group of this process (the line 0:: of proc(5), /proc/self/cgroup): the first that may be written, below which everything may be.
    private static string? Topmost(string root)
    {
        if (IsWritable(root)) { return root; }
        string? line = File.Exists("/proc/self/cgroup") ? File.ReadLines("/proc/self/cgroup").FirstOrDefault(one => one.StartsWith("0::/", StringComparison.Ordinal)) : null;
        string at = root;
        foreach (string name in (line ?? "0::/")["0::/".Length..].Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            at = Path.Combine(at, name);
            if (IsWritable(at) && IsWritable(Path.Combine(at, "cgroup.procs"))) { return at; }
        }

        return null;
    }

    private static bool IsWritable(string path) => LinuxCalls.Access(path, LinuxCalls.MayWrite) == 0;

    /// <summary>Root of the hierarchy that has the controller; null when none has.</summary>
    public string? RootOf(string controller) => Old.TryGetValue(controller, out string? root) ? root : IsUnified(controller) ? Unified : null;

    /// <summary>True when the unified hierarchy has the controller.</summary>
    public bool IsUnified(string controller) =>
        !Old.ContainsKey(controller) && Unified is not null && File.Exists(Path.Combine(Unified, "cgroup.controllers"))
        && File.ReadAllText(Path.Combine(Unified, "cgroup.controllers")).Split(' ', '\n').Contains(controller);

    /// <summary>Lets groups two levels below the root have the controllers: each level passes them on. What cannot be passed on shows when a limit is set.</summary>
    public void Delegate(string root, string run)
    {
        Directory.CreateDirectory(run);
        foreach (string controller in Wanted.Where(IsUnified))
        {
            foreach (string level in (string[])[root, run]) { _ = LinuxCalls.WriteText(Path.Combine(level, "cgroup.subtree_control"), "+" + controller); }
        }
    }
}
