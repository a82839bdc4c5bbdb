using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Weir.Platform;

/// <summary>
/// Starts children, one after the other, from one thread that lives as long as the process. A child starts in the namespaces of the thread that makes it, and the kernel's "kill it when the parent
/// dies" means the death of that thread, so it must not be a thread that ends.
/// </summary>
internal static unsafe class ChildLauncher
{
    private const int QueueLength = 1024;
    private const int FirstSignal = 1;
    private const int LastSignal = 64;
    private const int GroupDescriptor = 3;
    private static readonly Lazy<BlockingCollection<Action>> Queue = new(StartThread);

    /// <summary>Where setpriv of util-linux is; null when it is not installed.</summary>
    public static string? Setpriv { get; } = Find("setpriv", Environment.GetEnvironmentVariable("PATH"));

    /// <summary>Starts a child; blocks until it runs.</summary>
    public static ChildProcess Start(ChildOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        string path = options.Program.Contains('/', StringComparison.Ordinal) ? Path.GetFullPath(options.Program, options.WorkingDirectory ?? Environment.CurrentDirectory) : options.Program;
        string program = Find(path, options.Environment?.GetValueOrDefault("PATH") ?? Environment.GetEnvironmentVariable("PATH"))
            ?? throw new WeirException($"starting {options.Program}: there is no such program", 2);
        return OnThread(() =>
        {
            try
            {
                return Spawn(options, program);
            }
            finally
            {
                // What the runtime may start from here on its own shall be at home.
                HostNamespaces.EnterForChild(null);
            }
        });
    }

    /// <summary>Runs work on the launcher's thread, whose namespaces are changed for each child, and gives its result or its exception.</summary>
    public static T OnThread<T>(Func<T> work)
    {
        T result = default!;
        ExceptionDispatchInfo? failure = null;
        using var done = new ManualResetEventSlim();
        Queue.Value.Add(() =>
        {
            try
            {
                result = work();
            }
            catch (Exception e)
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }

            done.Set();
        });
        done.Wait();
        failure?.Throw();
        return result;
    }

    private static BlockingCollection<Action> StartThread()
    {
        var queue = new BlockingCollection<Action>(QueueLength);

        // A thread is born with the namespaces, root and folder of the one that starts it, so this one starts none: the watcher comes first.
        _ = ChildWatcher.Shared;
        using var ready = new ManualResetEventSlim();
        var thread = new Thread(() =>
        {
            HostNamespaces.KeepOwn();
            ready.Set();
            foreach (Action work in queue.GetConsumingEnumerable()) { work(); }
        }) { IsBackground = true, Name = "weir children" };
        thread.UnsafeStart();
        ready.Wait();
        return queue;
    }

    /// <summary>Starts a child; on the launcher's thread only.</summary>
    internal static ChildProcess Spawn(ChildOptions options, string program)
    {
        HostNamespaces.EnterForChild(options.Namespaces);
        List<string> command = Command(options, program);
        var opened = new List<SafeFileHandle>();

        // Safe: both structures have room for either C library's, and are destroyed below.
        byte* actions = stackalloc byte[LinuxCalls.SpawnStructure], attributes = stackalloc byte[LinuxCalls.SpawnStructure], signals = stackalloc byte[LinuxCalls.SignalSet];
        _ = LinuxCalls.FileActionsInit(actions);
        _ = LinuxCalls.SpawnInit(attributes);
        byte** arguments = null, environment = null;
        try
        {
            SafeFileHandle nothing = Keep(opened, LinuxCalls.Open("/dev/null", LinuxCalls.OpenReadWrite | LinuxCalls.OpenCloseOnExec, 0));
            SafeFileHandle? input = null, output = null, error = null;
            Give(actions, 0, options.OpenInput ? MakePipe(opened, childReads: true, out input) : nothing);
            Give(actions, 1, options.Output is null ? nothing : MakePipe(opened, childReads: false, out output));
            Give(actions, 2, options.Error is null ? nothing : MakePipe(opened, childReads: false, out error));
            IReadOnlyList<SafeFileHandle> groups = options.ControlGroup?.OpenMembers() ?? [];
            opened.AddRange(groups);
            for (int i = 0; i < groups.Count; i++) { Give(actions, GroupDescriptor + i, groups[i]); }
            _ = LinuxCalls.FileActionsChangeFolder(actions, options.WorkingDirectory ?? Environment.CurrentDirectory);

            // The runtime ignores and blocks signals for itself; a program expects them as they are by default.
            _ = LinuxCalls.SpawnMask(attributes, signals);
            for (int signal = FirstSignal; signal <= LastSignal; signal++)
            {
                signals[(signal - 1) / 8] |= (byte)(1 << ((signal - 1) % 8));
            }

            _ = LinuxCalls.SpawnDefaults(attributes, signals);
            _ = LinuxCalls.SpawnFlags(attributes, LinuxCalls.SpawnNewSession | LinuxCalls.SpawnSignalDefaults | LinuxCalls.SpawnSignalMask);
            arguments = Strings(command);
            environment = Strings(Variables(options));
            int id;
            int failed = LinuxCalls.Spawn(&id, command[0], actions, attributes, arguments, environment);
            if (failed != 0)
            {
                input?.Dispose();
                output?.Dispose();
                error?.Dispose();
                throw LinuxCalls.Failure($"starting {options.Program}", failed, 5);
            }

            // Nobody else waits for it, so the number is still its own. Its session has begun: the call returns when the program is there.
            if (options.Yields) { SessionWeight.Lower(id); }
            var pidfd = new SafeFileHandle((nint)LinuxCalls.SystemCall(LinuxCalls.CallPidfdOpen, id, 0, 0, 0), ownsHandle: true);
            var child = new ChildProcess(id, pidfd, input is null ? null : new FileStream(input, FileAccess.Write, 1), options.KillGroupAtExit);
            ChildWatcher.Shared.Add(child, output, options.Output, error, options.Error);
            return child;
        }
        finally
        {
            foreach (SafeFileHandle one in opened) { one.Dispose(); }
            Free(arguments);
            Free(environment);
            _ = LinuxCalls.FileActionsDestroy(actions);
            _ = LinuxCalls.SpawnDestroy(attributes);
        }
    }

    /// <summary>The program behind what must happen between its start and its first instruction: into the control groups, the user, the signal at the parent's death.</summary>
    private static List<string> Command(ChildOptions options, string program)
    {
        var command = new List<string>();
        int groups = options.ControlGroup?.MemberFiles ?? 0;
        if (groups > 0)
        {
            string moves = string.Concat(Enumerable.Range(GroupDescriptor, groups).Select(d => $"echo 0 >&{d} || exit 126; exec {d}>&-; "));
            command.AddRange(["/bin/sh", "-c", moves + "exec \"$@\"", "sh"]);
        }

        if (options.User is not null && Setpriv is null) { throw WeirException.Lacking($"starting {options.Program}: another user needs setpriv of util-linux", MachineCapability.Setpriv); }
        if (options.User is { } wanted && UserNamespaces.IsInside) { throw WeirException.Lacking($"starting {options.Program} as {wanted}: an ordinary user's lab has one user only", MachineCapability.Rights); }
        if (Setpriv is not null && (options.DieWithParent || options.User is not null))
        {
            command.Add(Setpriv);
            if (options.User is { } user) { command.AddRange(["--reuid", user, "--regid", GroupOf(user), "--init-groups"]); }
            if (options.DieWithParent) { command.AddRange(["--pdeathsig", "KILL"]); }
            command.Add("--");
        }

        command.Add(program);
        command.AddRange(options.Arguments);
        return command;
    }

    /// <summary>The main group of a user, by /etc/passwd: name:password:user:group.</summary>
    private static string GroupOf(string user) =>
        File.ReadLines("/etc/passwd").Select(l => l.Split(':')).FirstOrDefault(f => f.Length > 3 && (f[0] == user || f[2] == user))?[3]
        ?? throw new WeirException($"there is no user {user}", 2);

    private static IEnumerable<string> Variables(ChildOptions options)
    {
        if (options.Environment is { } own) { return own.Select(p => $"{p.Key}={p.Value}"); }
        return Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>().Select(e => $"{e.Key}={e.Value}");
    }

    internal static string? Find(string program, string? path)
    {
        if (program.Contains('/', StringComparison.Ordinal)) { return File.Exists(program) ? Path.GetFullPath(program) : null; }
        return (path ?? "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin").Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, program)).FirstOrDefault(IsExecutable);
    }

    private static bool IsExecutable(string path) =>
        File.Exists(path) && (File.GetUnixFileMode(path) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0;

    private static SafeFileHandle Keep(List<SafeFileHandle> opened, SafeFileHandle file)
    {
        if (file.IsInvalid) { throw LinuxCalls.Failure("opening /dev/null", LinuxCalls.LastError); }
        opened.Add(file);
        return file;
    }

    private static void Give(byte* actions, int number, SafeFileHandle file) => _ = LinuxCalls.FileActionsDuplicate(actions, (int)file.DangerousGetHandle(), number);

    /// <summary>A pipe: the child's end is closed here after the start; ours is given out, not blocking where we read.</summary>
    private static SafeFileHandle MakePipe(List<SafeFileHandle> opened, bool childReads, out SafeFileHandle ours)
    {
        // Safe: the call writes two numbers.
        int* ends = stackalloc int[2];
        if (LinuxCalls.Pipe(ends, LinuxCalls.OpenCloseOnExec) != 0) { throw LinuxCalls.Failure("making a pipe", LinuxCalls.LastError); }
        SafeFileHandle read = new(ends[0], true), write = new(ends[1], true);
        SafeFileHandle theirs = childReads ? read : write;
        ours = childReads ? write : read;
        opened.Add(theirs);
        if (!childReads) { _ = LinuxCalls.FileControl(ours, LinuxCalls.SetFlags, LinuxCalls.OpenNonBlocking); }
        return theirs;
    }

    /// <summary>A list of texts as the C library takes it; freed by <see cref="Free"/>.</summary>
    internal static byte** Strings(IEnumerable<string> texts)
    {
        byte[][] all = [.. texts.Select(t => Encoding.UTF8.GetBytes(t + '\0'))];

        // Safe: room for every pointer and the null behind them, then for every text; one block, freed by Free.
        int pointers = (all.Length + 1) * sizeof(byte*);
        byte* block = (byte*)NativeMemory.Alloc((nuint)(pointers + all.Sum(t => t.Length)));
        byte** list = (byte**)block;
        byte* next = block + pointers;
        for (int i = 0; i < all.Length; i++)
        {
            list[i] = next;
            all[i].CopyTo(new Span<byte>(next, all[i].Length));
            next += all[i].Length;
        }

        list[all.Length] = null;
        return list;
    }

    /// <summary>Frees what <see cref="Strings"/> made; null is harmless.</summary>
    internal static void Free(byte** list) => NativeMemory.Free(list);
}
