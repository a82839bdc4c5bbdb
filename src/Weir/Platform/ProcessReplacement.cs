namespace Weir.Platform;

/// <summary>
/// Turns this process into another program (execve(2)): it keeps the process id, the terminal, the standard streams and the place in the terminal's job, so signals reach the program itself and whoever waits gets
/// its exit code. Nothing of this process goes on: files it had open are closed, nothing is disposed.
/// </summary>
internal static unsafe class ProcessReplacement
{
    /// <summary>Becomes the program; returns only by throwing.</summary>
    /// <param name="command">The program, a path or a name that is looked for in PATH, and its arguments.</param>
    /// <param name="environment">The whole environment.</param>
    /// <param name="folder">The folder that it starts in; null for this process's own.</param>
    /// <param name="prepare">Runs before on the thread that becomes the program: it may enter namespaces.</param>
    /// <exception cref="WeirException">There is no such program (exit code 5), or it cannot be started.</exception>
    public static void Become(IReadOnlyList<string> command, IReadOnlyDictionary<string, string> environment, string? folder = null, Action? prepare = null)
    {
        // The thread that calls execve becomes the only one, with its own namespaces and folder; when that fails, the thread must run nothing else.
        NamespaceThread.Run<bool>(() =>
        {
            prepare?.Invoke();
            string program = ChildLauncher.Find(command[0], environment.GetValueOrDefault("PATH")) ?? throw new WeirException($"starting {command[0]}: there is no such program", 5);
            if (folder is not null && LinuxCalls.ChangeFolder(folder) != 0) { throw LinuxCalls.Failure($"entering the folder {folder}", LinuxCalls.LastError, 5); }
            byte** arguments = ChildLauncher.Strings(command), variables = ChildLauncher.Strings(environment.Select(one => $"{one.Key}={one.Value}"));

            // Safe: the mask is empty and has the size of sigset_t. What the runtime ignores would be ignored in the program too.
            byte* mask = stackalloc byte[LinuxCalls.SignalSet];
            new Span<byte>(mask, LinuxCalls.SignalSet).Clear();
            nint ignored = LinuxCalls.SetSignalHandler(LinuxCalls.SignalPipe, 0);
            _ = LinuxCalls.SetSignalMask(LinuxCalls.SetMask, mask, null);
            _ = LinuxCalls.Execute(program, arguments, variables);
            int error = LinuxCalls.LastError;
            _ = LinuxCalls.SetSignalHandler(LinuxCalls.SignalPipe, ignored);
            ChildLauncher.Free(arguments);
            ChildLauncher.Free(variables);
            throw LinuxCalls.Failure($"starting {command[0]}", error, 5);
        });
    }
}
