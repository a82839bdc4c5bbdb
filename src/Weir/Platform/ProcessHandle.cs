using Microsoft.Win32.SafeHandles;

namespace Weir.Platform;

/// <summary>A process, held by a descriptor (<c>pidfd_open(2)</c>): a signal sent through it can never reach another process that got the same number later. One thread at a time.</summary>
public sealed class ProcessHandle : IDisposable
{
    private readonly SafeFileHandle _file;

    private ProcessHandle(SafeFileHandle file) => _file = file;

    /// <summary>Opens the process that has this number now; null when there is none.</summary>
    public static ProcessHandle? TryOpen(int pid)
    {
        var file = new SafeFileHandle((nint)LinuxCalls.SystemCall(LinuxCalls.CallPidfdOpen, pid, 0, 0, 0), ownsHandle: true);
        if (!file.IsInvalid) { return new ProcessHandle(file); }
        file.Dispose();
        return null;
    }

    /// <summary>Sends a signal; false when the process has ended or belongs to somebody else.</summary>
    public bool TrySignal(int signal) => LinuxCalls.SystemCall(LinuxCalls.CallPidfdSendSignal, _file.DangerousGetHandle(), signal, 0, 0) == 0;

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
