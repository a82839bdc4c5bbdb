namespace Weir.Platform;

/// <summary>Where this machine keeps control groups: the unified hierarchy, and which controller is in which hierarchy of version 1.</summary>
/// <param name="Unified">Root of the unified hierarchy; null when it is not mounted.</param>
/// <param name="Old">Controller to root, for hierarchies of version 1.</param>
internal sealed record ControlGroupMounts(string? Unified, IReadOnlyDictionary<string, string> Old)
{
    private static readonly string[] Wanted = ["memory", "cpu", "cpuacct", "pids"];

    /// <summary>The roots of all hierarchies that are used, each once.</summary>
    public IReadOnlyList<string> Roots { get; } = [.. (Unified is null ? [] : (string[])[Unified]).Concat(Old.Where(p => Wanted.Contains(p.Key)).Select(p => p.Value)).Distinct()];

    /// <summary>Reads the table of mounts (proc(5), /proc/self/mounts: device, folder, type, options).</summary>
    public static ControlGroupMounts Read()
    {
        string? unified = null;
        var old = new Dictionary<string, string>();
        if (!File.Exists("/proc/self/mounts")) { return new ControlGroupMounts(null, old); }
        foreach (string[] mount in File.ReadLines("/proc/self/mounts").Select(l => l.Split(' ')).Where(f => f.Length > 3))
        {
            if (mount[2] == "cgroup2") { unified ??= mount[1]; }
            if (mount[2] != "cgroup") { continue; }
            foreach (string controller in mount[3].Split(',').Intersect(Wanted)) { old.TryAdd(controller, mount[1]); }
        }

        return new ControlGroupMounts(unified, old);
    }

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
