using Microsoft.Win32.SafeHandles;

namespace Weir.Platform;

/// <summary>A process, held by a descriptor (<c>pidfd_open(2)</c>): a signal sent through it can never reach another process that got the same number later.</summary>
public sealed class ProcessHandle : IDisposable
{
    private readonly SafeFileHandle _file;

    private ProcessHandle(SafeFileHandle file) => _file = file;

    /// <summary>Opens the process that has this number now; null when there is none.</summary>
    public static ProcessHandle? TryOpen(int pid)
    {
        SafeFileHandle file = ProcessCalls.PidfdOpen(pid);
        if (!file.IsInvalid) { return new ProcessHandle(file); }
        file.Dispose();
        return null;
    }

    /// <summary>Sends a signal; false when the process has ended or belongs to somebody else.</summary>
    public bool TrySignal(int signal) => ProcessCalls.PidfdSendSignal(_file, signal);

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
