using System.Runtime.InteropServices;

namespace Weir.Platform;

/// <summary>sched.h and sys/mount.h: namespaces.</summary>
internal static unsafe partial class LinuxCalls
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

    public const nuint MountBind = 0x1000;
    public const nuint MountRecursive = 0x4000;
    public const nuint MountPrivate = 0x40000;
    public const int UnmountDetach = 2;

    [LibraryImport(C, EntryPoint = "mount", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Mount(string source, string target, string? type, nuint flags, void* data);

    [LibraryImport(C, EntryPoint = "umount2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Unmount(string target, int flags);

    [LibraryImport(C, EntryPoint = "sethostname", SetLastError = true)]
    internal static partial int SetHostName(byte* name, nuint length);
}
