using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Weir.Platform;

/// <summary>
/// The namespaces of one host: its network, and as wished its own host name, files and processes. All are held by descriptors and go with this process. Safe for several threads; not
/// after <see cref="Dispose"/>.
/// </summary>
public sealed unsafe class HostNamespaces : IDisposable
{
    private const string Workplace = "/mnt";
    private static readonly TimeSpan InitLimit = TimeSpan.FromSeconds(10);

    // What the launcher's thread began with, and what it is in now; touched by that thread alone.
    private static SafeFileHandle? _ownNetwork, _ownMount, _ownUts, _ownProcesses;
    private static HostNamespaces? _entered;

    private readonly SafeFileHandle? _mount;
    private readonly SafeFileHandle? _uts;
    private SafeFileHandle? _processes;
    private ChildProcess? _init;

    private HostNamespaces(NetworkNamespace network, SafeFileHandle? mount, SafeFileHandle? uts)
    {
        Network = network;
        _mount = mount;
        _uts = uts;
    }

    /// <summary>The network. It belongs to who gave it, and is not closed by <see cref="Dispose"/>.</summary>
    public NetworkNamespace Network { get; }

    /// <summary>A path by which other processes of this user can open its mounts while this process has them; null when it shares the machine's.</summary>
    public string? MountPath => PathOf(_mount);

    /// <summary>Such a path of the namespace of its host name; null when it shares the machine's.</summary>
    public string? HostNamePath => PathOf(_uts);

    /// <summary>Such a path of its processes; null when it shares the machine's.</summary>
    public string? ProcessesPath => PathOf(_processes);

    /// <summary>Makes the namespaces around a network.</summary>
    /// <exception cref="WeirException">The machine refuses, or a file to replace is not there.</exception>
    public static HostNamespaces Create(NetworkNamespace network, HostNamespaceOptions options)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(options);
        bool mounts = options.Files.Count > 0 || options.OwnSysfs || options.OwnProcesses;
        HostNamespaces made = NamespaceThread.Run(() =>
        {
            int flags = (mounts ? LinuxCalls.CloneMount : 0) | (options.HostName is null ? 0 : LinuxCalls.CloneUts);
            if (flags != 0) { Check(LinuxCalls.Unshare(flags), "creating a host's namespaces"); }
            if (options.HostName is { } name) { SetName(name); }
            if (mounts)
            {
                // Nothing that is mounted here may be seen outside.
                Check(LinuxCalls.Mount("none", "/", null, LinuxCalls.MountRecursive | LinuxCalls.MountPrivate, null), "separating the mounts of a host");
                ReplaceFiles(options.Files);
            }

            if (options.OwnSysfs)
            {
                network.Enter();
                Check(LinuxCalls.Mount("sysfs", "/sys", "sysfs", 0, null), "mounting /sys of a host");
            }

            return new HostNamespaces(network, mounts ? OpenNamespace("mnt") : null, options.HostName is null ? null : OpenNamespace("uts"));
        });
        if (!options.OwnProcesses) { return made; }
        try
        {
            made.StartInit();
            return made;
        }
        catch
        {
            made.Dispose();
            throw;
        }
    }

    /// <summary>Writes a file that <see cref="HostNamespaceOptions.Files"/> named anew; programs that have it open see the new text.</summary>
    /// <exception cref="WeirException">The host has no such files, or the machine refuses.</exception>
    public void Rewrite(string path, string text) => NamespaceThread.Run(() =>
    {
        if (_mount is null) { throw new WeirException($"{path} of a host cannot be rewritten: the host has no files of its own"); }
        Enter(_mount, LinuxCalls.CloneMount);
        File.WriteAllText(path, text);
        return true;
    });

    /// <summary>Lets go of the namespaces. Where the host has its own processes they are killed; others keep what they are in.</summary>
    public void Dispose()
    {
        _init?.Dispose();
        _processes?.Dispose();
        _mount?.Dispose();
        _uts?.Dispose();
    }

    /// <summary>Remembers the namespaces of the calling thread, the launcher's, as those to go back to.</summary>
    internal static void KeepOwn()
    {
        _ownNetwork = OpenNamespace("net");
        _ownMount = OpenNamespace("mnt");
        _ownUts = OpenNamespace("uts");
        _ownProcesses = OpenNamespace("pid");
    }

    /// <summary>Puts the launcher's thread into the namespaces, or back into its own.</summary>
    internal static void EnterForChild(HostNamespaces? wanted)
    {
        if (ReferenceEquals(wanted, _entered)) { return; }

        // If one of these fails the thread is somewhere between: the next child must enter all again.
        HostNamespaces? left = _entered;
        _entered = null;
        if (left is not null) { Back(left); }
        if (wanted is null) { return; }
        try
        {
            wanted.Network.Enter();
            Enter(wanted._uts, LinuxCalls.CloneUts);
            Enter(wanted._processes, LinuxCalls.ClonePid);
            Enter(wanted._mount, LinuxCalls.CloneMount);
            _entered = wanted;
        }
        catch
        {
            Back(wanted);
            throw;
        }
    }

    private static string? PathOf(SafeFileHandle? file) => file is null ? null : string.Create(CultureInfo.InvariantCulture, $"/proc/{Environment.ProcessId}/fd/{(int)file.DangerousGetHandle()}");

    private static void Back(HostNamespaces left)
    {
        Enter(_ownNetwork, LinuxCalls.CloneNetwork);
        if (left._uts is not null) { Enter(_ownUts, LinuxCalls.CloneUts); }
        if (left._processes is not null) { Enter(_ownProcesses, LinuxCalls.ClonePid); }
        if (left._mount is not null) { Enter(_ownMount, LinuxCalls.CloneMount); }
    }

    private static void Enter(SafeFileHandle? file, int type)
    {
        if (file is null) { return; }

        // A thread that shares its root and working folder with another cannot enter a mount namespace.
        if (type == LinuxCalls.CloneMount) { Check(LinuxCalls.Unshare(LinuxCalls.CloneFileSystem), "separating the folder of a thread"); }
        Check(LinuxCalls.SetNamespace(file, type), "entering a host's namespaces");
    }

    /// <summary>
    /// Starts process 1 of the host. The kernel gives it whatever loses its parent; it ignores how they end, which is enough for them to go. It reports when /proc shows the host's own processes.
    /// </summary>
    private void StartInit()
    {
        using var ready = new ManualResetEventSlim();
        string shell = ChildLauncher.Find("sh", null) ?? throw WeirException.Lacking("a host's own processes need a shell, and there is none", MachineCapability.ProcessNamespaces);
        _init = ChildLauncher.OnThread(() =>
        {
            EnterForChild(this);
            Check(LinuxCalls.Unshare(LinuxCalls.ClonePid), "creating a host's processes");
            try
            {
                ChildProcess init = ChildLauncher.Spawn(new ChildOptions
                {
                    Program = "sh",
                    Arguments = ["-c", "read -r go; mount -t proc proc /proc && trap '' CHLD && echo && exec sleep infinity"],
                    WorkingDirectory = "/",
                    Namespaces = this,
                    OpenInput = true,
                    Output = bytes => { if (!bytes.IsEmpty) { ready.Set(); } },
                }, shell);
                _processes = Open(string.Create(CultureInfo.InvariantCulture, $"/proc/{init.Id}/ns/pid"));
                // Not before: it mounts its /proc where this thread looks too, and there it has another number.
                init.Input!.Write("\n"u8);
                init.Input.Dispose();
                return init;
            }
            finally
            {
                // The next child must be born where it is told to: back to the beginning, from where it enters.
                Enter(_ownProcesses, LinuxCalls.ClonePid);
                EnterForChild(null);
            }
        });
        int first = WaitHandle.WaitAny([ready.WaitHandle, ((IAsyncResult)_init.Exit).AsyncWaitHandle], InitLimit);
        if (first != 0) { throw new WeirException("creating a host's processes: its first process did not come up", 4); }
    }

    private static void SetName(string name)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(name);

        // Safe: the array is pinned for the call and its length is given.
        fixed (byte* start = bytes) { Check(LinuxCalls.SetHostName(start, (nuint)bytes.Length), $"naming a host {name}"); }
    }

    /// <summary>The texts live in memory of their own, which is mounted over a folder only until each file is bound to its place.</summary>
    private static void ReplaceFiles(IReadOnlyDictionary<string, string> files)
    {
        if (files.Count == 0) { return; }
        Check(LinuxCalls.Mount("weir", Workplace, "tmpfs", 0, null), "making room for a host's files");
        int number = 0;
        foreach ((string path, string text) in files)
        {
            string made = string.Create(CultureInfo.InvariantCulture, $"{Workplace}/{number++}");
            File.WriteAllText(made, text);
            Check(LinuxCalls.Mount(made, path, null, LinuxCalls.MountBind, null), $"replacing {path} of a host");
        }

        Check(LinuxCalls.Unmount(Workplace, LinuxCalls.UnmountDetach), "leaving the room for a host's files");
    }

    private static SafeFileHandle OpenNamespace(string kind) => Open($"/proc/thread-self/ns/{kind}");

    private static SafeFileHandle Open(string path)
    {
        SafeFileHandle file = LinuxCalls.Open(path, LinuxCalls.OpenReadOnly | LinuxCalls.OpenCloseOnExec, 0);
        return file.IsInvalid ? throw LinuxCalls.Failure($"opening the namespace {path}", LinuxCalls.LastError) : file;
    }

    private static void Check(int result, string what)
    {
        if (result != 0) { throw LinuxCalls.Failure(what, LinuxCalls.LastError); }
    }
}
