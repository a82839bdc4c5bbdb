using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace Weir.Platform;

/// <summary>
/// A network namespace, held by a file descriptor alone: no process lives in it and no file names it. When the last descriptor closes, also because this process was killed, the
/// kernel takes it away with everything in it. Safe for several threads; not after <see cref="Dispose"/>.
/// </summary>
public sealed class NetworkNamespace : IDisposable
{
    private readonly SafeFileHandle _file;
    private readonly Lock _gate = new(); // _routes
    private RouteSocket? _routes;

    private NetworkNamespace(SafeFileHandle file, RouteSocket? routes)
    {
        _file = file;
        _routes = routes;
    }

    /// <summary>The descriptor's number, for requests that name a namespace by it. Valid until <see cref="Dispose"/>.</summary>
    public int Descriptor => (int)_file.DangerousGetHandle();

    /// <summary>A path by which other processes of this user can open it while this process has it (<c>nsenter --net=PATH</c>).</summary>
    public string Path => string.Create(CultureInfo.InvariantCulture, $"/proc/{Environment.ProcessId}/fd/{Descriptor}");

    /// <summary>The kernel's number for it, the same through every descriptor (its inode).</summary>
    public ulong Id
    {
        get
        {
            // The link reads net:[4026531840].
            string target = new FileInfo(Path).LinkTarget ?? "";
            return ulong.TryParse(target.AsSpan()[(target.IndexOf('[') + 1)..].TrimEnd(']'), CultureInfo.InvariantCulture, out ulong id) ? id : 0;
        }
    }

    /// <summary>The socket for requests to rtnetlink in this namespace. It ends with this object.</summary>
    public RouteSocket Routes
    {
        get
        {
            lock (_gate) { return _routes ??= Run(RouteSocket.Open); }
        }
    }

    internal SafeFileHandle File => _file;

    /// <summary>Makes a namespace. In it is the loopback interface, down.</summary>
    /// <exception cref="WeirException">The machine refuses: exit code 3 when rights are missing.</exception>
    public static NetworkNamespace Create() => Create(1)[0];

    /// <summary>Makes several namespaces, which takes less than making each on its own.</summary>
    /// <exception cref="WeirException">The machine refuses: exit code 3 when rights are missing. None is left then.</exception>
    public static IReadOnlyList<NetworkNamespace> Create(int count) => Create(count, static () => { });

    /// <summary>Makes several namespaces as <see cref="Create(int)"/> does, and runs <paramref name="prepare"/> in each once it is made: a thread for all of them instead of one each.</summary>
    /// <exception cref="WeirException">The machine refuses: exit code 3 when rights are missing. None is left then.</exception>
    public static IReadOnlyList<NetworkNamespace> Create(int count, Action prepare) => NamespaceThread.Run(() =>
    {
        var made = new List<NetworkNamespace>(count);
        try
        {
            for (int i = 0; i < count; i++)
            {
                if (LinuxCalls.Unshare(LinuxCalls.CloneNetwork) != 0) { throw LinuxCalls.Failure("creating a network namespace", LinuxCalls.LastError); }
                made.Add(new NetworkNamespace(OpenFile("/proc/thread-self/ns/net"), RouteSocket.Open()));
                prepare();
            }
        }
        catch
        {
            foreach (NetworkNamespace one in made) { one.Dispose(); }
            throw;
        }

        return made;
    });

    /// <summary>Opens the namespace of the calling thread.</summary>
    public static NetworkNamespace OpenCurrent() => Open("/proc/thread-self/ns/net");

    /// <summary>Opens the namespace of a process.</summary>
    /// <exception cref="WeirException">There is no such process, or it belongs to somebody else.</exception>
    public static NetworkNamespace OpenOf(int processId) => Open(string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/ns/net"));

    /// <summary>Opens the namespace that a file stands for, such as <c>/proc/PID/fd/N</c> or a file under <c>/run/netns</c>.</summary>
    /// <exception cref="WeirException">It cannot be opened.</exception>
    public static NetworkNamespace Open(string path) => new(OpenFile(path), null);

    /// <summary>Runs <paramref name="work"/> on a thread of its own inside the namespace and gives its result or its exception. Sockets made there belong to the namespace for good.
    /// The work must not hand anything to the thread pool: a thread that is born there stays there.</summary>
    /// <exception cref="WeirException">The namespace cannot be entered.</exception>
    public T Run<T>(Func<T> work) => NamespaceThread.Run(() =>
    {
        Enter();
        return work();
    });

    /// <summary>Runs <paramref name="work"/> as <see cref="Run{T}(Func{T})"/> does, without waiting here.</summary>
    /// <exception cref="WeirException">The namespace cannot be entered.</exception>
    public Task<T> RunAsync<T>(Func<T> work) => NamespaceThread.RunAsync(() =>
    {
        Enter();
        return work();
    });

    /// <summary>Runs <paramref name="work"/> as <see cref="Run{T}(Func{T})"/> does.</summary>
    /// <exception cref="WeirException">The namespace cannot be entered.</exception>
    public void Run(Action work) => Run(() =>
    {
        work();
        return true;
    });

    /// <summary>Lets go of the namespace. It ends when no process, socket or other descriptor is left in it.</summary>
    public void Dispose()
    {
        lock (_gate) { _routes?.Dispose(); }
        _file.Dispose();
    }

    /// <summary>Puts the calling thread into the namespace. The thread must end soon and run nothing else.</summary>
    internal void Enter()
    {
        if (LinuxCalls.SetNamespace(_file, LinuxCalls.CloneNetwork) != 0) { throw LinuxCalls.Failure("entering a network namespace", LinuxCalls.LastError); }
    }

    private static SafeFileHandle OpenFile(string path)
    {
        SafeFileHandle file = LinuxCalls.Open(path, LinuxCalls.OpenReadOnly | LinuxCalls.OpenCloseOnExec, 0);
        if (!file.IsInvalid) { return file; }
        int error = LinuxCalls.LastError;
        file.Dispose();
        throw LinuxCalls.Failure($"opening the namespace {path}", error);
    }
}
