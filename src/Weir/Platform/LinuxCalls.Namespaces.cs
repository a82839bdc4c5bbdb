using System.Runtime.InteropServices;

namespace Weir.Platform;

/// <summary>sched.h: namespaces.</summary>
internal static partial class LinuxCalls
{
    public const int CloneFileSystem = 0x200;
    public const int CloneMount = 0x20000;
    public const int CloneUts = 0x4000000;
    public const int ClonePid = 0x20000000;
    public const int CloneNetwork = 0x40000000;

    [LibraryImport(C, EntryPoint = "unshare", SetLastError = true)]
    internal static partial int Unshare(int flags);

    [LibraryImport(C, EntryPoint = "setns", SetLastError = true)]
    internal static partial int SetNamespace(SafeHandle file, int type);
}
