using Microsoft.Win32.SafeHandles;

namespace Weir.Platform;

/// <summary>The way into a host of another process of this user, by paths that this process gives (<see cref="HostNamespaces"/>, <see cref="NetworkNamespace.Path"/>).</summary>
/// <param name="Network">Its network.</param>
/// <param name="Mount">Its mounts; null when it shares the machine's.</param>
/// <param name="HostName">The namespace of its host name; null when it shares the machine's.</param>
/// <param name="Groups">The folders of its control group; none when it has none.</param>
internal sealed record HostEntrance(string Network, string? Mount, string? HostName, IReadOnlyList<string> Groups)
{
    /// <summary>Puts the calling thread into the host, and this process into its control group. The thread must become the host's program, or end.</summary>
    /// <exception cref="WeirException">The host is gone, or may not be entered.</exception>
    public void Enter()
    {
        // All are opened before the first is entered: from inside the paths may lead elsewhere.
        using NetworkNamespace network = NetworkNamespace.Open(Network);
        using SafeFileHandle? hostName = Open(HostName), mount = Open(Mount);
        foreach (string group in Groups)
        {
            int error = LinuxCalls.WriteText(Path.Combine(group, "cgroup.procs"), "0");
            if (error != 0) { throw LinuxCalls.Failure($"entering the control group {group}", error); }
        }

        network.Enter();
        SetNamespace(hostName, LinuxCalls.CloneUts);
        if (mount is null) { return; }

        // A thread that shares its root and working folder with another cannot enter a mount namespace.
        if (LinuxCalls.Unshare(LinuxCalls.CloneFileSystem) != 0) { throw LinuxCalls.Failure("separating the folder of a thread", LinuxCalls.LastError); }
        SetNamespace(mount, LinuxCalls.CloneMount);
    }

    private static SafeFileHandle? Open(string? path)
    {
        if (path is null) { return null; }
        SafeFileHandle file = LinuxCalls.Open(path, LinuxCalls.OpenReadOnly | LinuxCalls.OpenCloseOnExec, 0);
        return file.IsInvalid ? throw LinuxCalls.Failure($"opening the namespace {path}", LinuxCalls.LastError) : file;
    }

    private static void SetNamespace(SafeFileHandle? file, int type)
    {
        if (file is not null && LinuxCalls.SetNamespace(file, type) != 0) { throw LinuxCalls.Failure("entering a host's namespaces", LinuxCalls.LastError); }
    }
}
