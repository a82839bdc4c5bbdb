using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Weir.Platform;

namespace Weir.Programs;

/// <summary>A program as a child of this process, in a session of its own, so that a signal reaches all that it started and the terminal's Ctrl-C none of it.</summary>
public sealed class LocalProcess : INodeProcess
{
    private const string SessionProgram = "setsid";
    private const int NotFound = 127;

    private readonly Process _process;
    private readonly ProcessHandle? _handle;
    private readonly Lock _gate = new(); // _disposed

    private bool _disposed;

    private LocalProcess(Process process, bool hasInput)
    {
        _process = process;
        Id = process.Id;
        _handle = ProcessHandle.TryOpen(process.Id);
        Output = process.StandardOutput.BaseStream;
        Error = process.StandardError.BaseStream;
        if (hasInput) { Input = process.StandardInput.BaseStream; }
        else { process.StandardInput.Close(); }
        Ended = EndAsync();
    }

    /// <inheritdoc/>
    public int Id { get; }

    /// <inheritdoc/>
    public Stream Output { get; }

    /// <inheritdoc/>
    public Stream Error { get; }

    /// <inheritdoc/>
    public Stream? Input { get; }

    /// <inheritdoc/>
    public Task<int> Ended { get; }

    /// <summary>Starts a program. The new process inherits the namespaces of the calling thread.</summary>
    /// <exception cref="WeirException">There is no such program, user or folder.</exception>
    public static LocalProcess Start(ProcessOrder order, string folder, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(SessionProgram)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = order.Folder ?? folder,
        };
        if (order.User is { } user) { start.UserName = user; }
        foreach ((string name, string value) in environment) { start.Environment[name] = value; }
        foreach ((string name, string value) in order.Environment) { start.Environment[name] = value; }
        start.ArgumentList.Add(Find(order.Command[0], start.Environment["PATH"], start.WorkingDirectory));
        foreach (string argument in order.Command.Skip(1)) { start.ArgumentList.Add(argument); }
        if (!Directory.Exists(start.WorkingDirectory)) { throw new WeirException($"the folder {start.WorkingDirectory}, in which '{order.Command[0]}' should run, is not there", 5); }
        try
        {
            return new LocalProcess(Process.Start(start) ?? throw new WeirException($"'{order.Command[0]}' cannot be started", 5), order.HasInput);
        }
        catch (Exception fault) when (fault is Win32Exception or InvalidOperationException or KeyNotFoundException)
        {
            throw new WeirException($"'{order.Command[0]}' cannot be started: {fault.Message}", 5, fault);
        }
    }

    /// <inheritdoc/>
    public void Signal(int signal)
    {
        lock (_gate)
        {
            if (_disposed || Ended.IsCompleted) { return; }
            // As long as its end has not been taken note of, the number is its own.
            if (!Sessions.TrySignalGroup(Id, signal)) { _handle?.TrySignal(signal); }
        }
    }

    /// <inheritdoc/>
    public (double CpuSeconds, long ResidentBytes) Usage()
    {
        if (Ended.IsCompleted) { return default; }
        try
        {
            string stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{Id}/stat"));
            string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            // proc(5): utime, stime, cutime and cstime are fields 14 to 17 in hundredths of a second; rss is field 24 in pages.
            double cpu = fields.Skip(11).Take(4).Sum(field => double.Parse(field, CultureInfo.InvariantCulture)) / 100;
            return (cpu, long.Parse(fields[21], CultureInfo.InvariantCulture) * Environment.SystemPageSize);
        }
        catch (IOException)
        {
            return default;
        }
    }

    /// <summary>Kills it when it still runs.</summary>
    public async ValueTask DisposeAsync()
    {
        Signal(Signals.Kill);
        await Ended.ConfigureAwait(false);
        lock (_gate)
        {
            if (_disposed) { return; }
            _disposed = true;
        }

        _handle?.Dispose();
        _process.Dispose();
    }

    private async Task<int> EndAsync()
    {
        await _process.WaitForExitAsync().ConfigureAwait(false);
        return _process.ExitCode;
    }

    private static string Find(string program, string? path, string folder)
    {
        if (program.Contains('/', StringComparison.Ordinal))
        {
            string full = Path.GetFullPath(program, folder);
            return IsProgram(full) ? full : throw new WeirException($"{full} is no program that can be run{(File.Exists(full) ? ": it is not executable (chmod +x)" : ": it is not there")}", 5);
        }

        foreach (string place in (path ?? "/usr/local/bin:/usr/bin:/bin").Split(':', StringSplitOptions.RemoveEmptyEntries))
        {
            string full = Path.Combine(place, program);
            if (IsProgram(full)) { return full; }
        }

        throw new WeirException(string.Create(CultureInfo.InvariantCulture, $"there is no program '{program}' on this machine (exit code {NotFound} of a shell); install it, or write its path"), 5);
    }

    private static bool IsProgram(string path) => File.Exists(path) && (File.GetUnixFileMode(path) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0;
}
