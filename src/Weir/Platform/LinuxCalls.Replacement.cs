using System.Runtime.InteropServices;

namespace Weir.Platform;

/// <summary>unistd.h and signal.h: becoming another program.</summary>
internal static unsafe partial class LinuxCalls
{
    public const int SignalPipe = 13;
    public const int SetMask = 2;

    [LibraryImport(C, EntryPoint = "execve", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Execute(string path, byte** arguments, byte** environment);

    [LibraryImport(C, EntryPoint = "chdir", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int ChangeFolder(string path);

    [LibraryImport(C, EntryPoint = "signal", SetLastError = true)]
    internal static partial nint SetSignalHandler(int signal, nint handler);

    [LibraryImport(C, EntryPoint = "pthread_sigmask")]
    internal static partial int SetSignalMask(int how, void* mask, void* old);
}
