using System.Diagnostics;
using System.Globalization;

namespace Weir.Platform;

/// <summary>
/// User namespaces (user_namespaces(7)): in one of his own an ordinary user has the rights of a superuser over namespaces that are made from there, and over nothing else. A process with several threads cannot
/// make or enter one, so <c>unshare</c> and <c>nsenter</c> of util-linux do it, which then become Weir again.
/// </summary>
internal static class UserNamespaces
{
    private const int NetworkAdministration = 12, RawPackets = 13, SystemAdministration = 21;
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(10);

    // The namespaces that Weir goes back to from those of hosts must be its own too: the kernel asks for rights over where one goes.
    private static readonly string[] s_making = ["unshare", "--user", "--map-root-user", "--net", "--mount", "--uts"];

    /// <summary>True when this process may build networks: it may administrate networks and mounts of its user namespace, and send raw packets.</summary>
    public static bool HasNetworkRights
    {
        get
        {
            ulong held = EffectiveCapabilities();
            const ulong Wanted = (1UL << NetworkAdministration) | (1UL << RawPackets) | (1UL << SystemAdministration);
            return (held & Wanted) == Wanted;
        }
    }

    /// <summary>True when this process is in a user namespace in which the superuser is not the machine's.</summary>
    public static bool IsInside
    {
        get
        {
            // First number inside, first number outside, how many: the machine's own begins at 0 outside.
            string[] map = File.Exists("/proc/self/uid_map") ? File.ReadAllText("/proc/self/uid_map").Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries) : [];
            return map.Length >= 3 && map[1] != "0";
        }
    }

    /// <summary>The command that runs what follows it in a new user namespace, as its superuser, with a network, mounts and a host name of its own.</summary>
    public static IReadOnlyList<string> Making => [.. s_making, "--"];

    /// <summary>The command that runs what follows it in the user namespace of a process: the folder and all else stay, and what was made from there may be entered.</summary>
    public static IReadOnlyList<string> Entering(int pid) => ["nsenter", "--target", pid.ToString(CultureInfo.InvariantCulture), "--user", "--preserve-credentials", "--"];

    /// <summary>One process in each other user namespace in which a process lives that this user may look at.</summary>
    public static IReadOnlyList<int> Elsewhere()
    {
        string? own = TargetOf("self");
        var one = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            string name = Path.GetFileName(folder);
            if (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int pid) && TargetOf(name) is { } target && target != own) { one.TryAdd(target, pid); }
        }

        return [.. one.Values];
    }

    /// <summary>True when a process of this user is in another user namespace than this one.</summary>
    public static bool IsElsewhere(int pid) =>
        TargetOf("self") is { } own && TargetOf(pid.ToString(CultureInfo.InvariantCulture)) is { } other && own != other;

    /// <summary>Makes one for a moment; null when it went well, else what stands against it.</summary>
    public static UserNamespaceRefusal? Try()
    {
        if (ChildLauncher.Find("unshare", Environment.GetEnvironmentVariable("PATH")) is null) { return new UserNamespaceRefusal("an ordinary user's labs need 'unshare' and 'nsenter' of util-linux", "apt-get install util-linux"); }
        var start = new ProcessStartInfo(s_making[0]) { RedirectStandardError = true, RedirectStandardOutput = true };
        // Mounting is what some systems refuse inside.
        foreach (string word in (string[])[.. s_making.Skip(1), "--", "mount", "-t", "tmpfs", "none", "/mnt"]) { start.ArgumentList.Add(word); }
        using Process? process = Process.Start(start);
        if (process is null) { return new UserNamespaceRefusal("'unshare' cannot be started", "apt-get install util-linux"); }
        string said = process.StandardError.ReadToEnd().Trim();
        if (!process.WaitForExit(s_limit)) { process.Kill(); }
        return process.HasExited && process.ExitCode == 0 ? null : Explain(said);
    }

    private static UserNamespaceRefusal Explain(string said)
    {
        if (Setting("/proc/sys/user/max_user_namespaces") == "0") { return new UserNamespaceRefusal("this kernel lets nobody make user namespaces (user.max_user_namespaces is 0)", "sysctl -w user.max_user_namespaces=10000"); }
        if (Setting("/proc/sys/kernel/unprivileged_userns_clone") == "0") { return new UserNamespaceRefusal("this kernel lets only the superuser make user namespaces (kernel.unprivileged_userns_clone is 0)", "sysctl -w kernel.unprivileged_userns_clone=1"); }
        if (Setting("/proc/sys/kernel/apparmor_restrict_unprivileged_userns") == "1")
        {
            return new UserNamespaceRefusal("AppArmor takes the rights away that user namespaces give (kernel.apparmor_restrict_unprivileged_userns is 1)", "sysctl -w kernel.apparmor_restrict_unprivileged_userns=0");
        }

        return new UserNamespaceRefusal($"the kernel refuses a user namespace: {said}", "run Weir as the superuser: sudo weir ...");
    }

    private static string? Setting(string path) => File.Exists(path) ? File.ReadAllText(path).Trim() : null;

    private static ulong EffectiveCapabilities()
    {
        const string Field = "CapEff:";
        string? line = File.Exists("/proc/self/status") ? File.ReadLines("/proc/self/status").FirstOrDefault(one => one.StartsWith(Field, StringComparison.Ordinal)) : null;
        return line is not null && ulong.TryParse(line.AsSpan(Field.Length).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out ulong held) ? held : 0;
    }

    private static string? TargetOf(string process)
    {
        try
        {
            return new FileInfo($"/proc/{process}/ns/user").LinkTarget;
        }
        catch (Exception hidden) when (hidden is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
