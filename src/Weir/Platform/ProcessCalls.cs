using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Weir.Platform;

/// <summary>System calls about processes.</summary>
internal static unsafe partial class ProcessCalls
{
    // The numbers of these two are the same on every architecture (asm-generic/unistd.h).
    private const int PidfdOpenNumber = 434;
    private const int PidfdSendSignalNumber = 424;

    public static SafeFileHandle PidfdOpen(int pid) => new((nint)Call(PidfdOpenNumber, pid, 0, 0, 0), ownsHandle: true);

    public static bool PidfdSendSignal(SafeFileHandle pidfd, int signal)
    {
        bool held = false;
        try
        {
            pidfd.DangerousAddRef(ref held);
            return Call(PidfdSendSignalNumber, pidfd.DangerousGetHandle(), signal, 0, 0) == 0;
        }
        finally
        {
            if (held) { pidfd.DangerousRelease(); }
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    public static partial int Kill(int pid, int signal);

    [LibraryImport("libc", EntryPoint = "dup2", SetLastError = true)]
    public static partial int Duplicate(SafeHandle file, int descriptor);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    public static partial int Control(SafeHandle file, nuint request, nint argument);

    [LibraryImport("libc", EntryPoint = "setsid", SetLastError = true)]
    public static partial int SetSession();

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint Call(nint number, nint first, nint second, nint third, nint fourth);
}
