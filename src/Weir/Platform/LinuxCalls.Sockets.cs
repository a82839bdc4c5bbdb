using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Weir.Platform;

/// <summary>sys/socket.h.</summary>
internal static unsafe partial class LinuxCalls
{
    public const int FamilyNetlink = 16;
    public const int SocketRaw = 3;
    public const int SocketCloseOnExec = 0x80000;
    public const int NetlinkRoute = 0;
    public const int NetlinkGeneric = 16;

    public const int LevelSocket = 1;
    public const int SocketError = 4;
    public const int ReceiveTimeout = 20;
    public const int SendBufferForce = 32;
    public const int ReceiveBufferForce = 33;

    public const int LevelNetlink = 270;
    public const int NetlinkCapAck = 10;
    public const int NetlinkExtendedAck = 11;
    public const int NetlinkStrictCheck = 12;

    public const int MessageTruncated = 0x20;

    [LibraryImport(C, EntryPoint = "socket", SetLastError = true)]
    internal static partial SafeFileHandle Socket(int family, int type, int protocol);

    [LibraryImport(C, EntryPoint = "bind", SetLastError = true)]
    internal static partial int Bind(SafeHandle socket, void* address, uint length);

    [LibraryImport(C, EntryPoint = "setsockopt", SetLastError = true)]
    internal static partial int SetSocketOption(SafeHandle socket, int level, int option, void* value, uint length);

    [LibraryImport(C, EntryPoint = "getsockopt", SetLastError = true)]
    internal static partial int GetSocketOption(SafeHandle socket, int level, int option, void* value, uint* length);

    [LibraryImport(C, EntryPoint = "send", SetLastError = true)]
    internal static partial nint Send(SafeHandle socket, void* buffer, nuint length, int flags);

    [LibraryImport(C, EntryPoint = "recv", SetLastError = true)]
    internal static partial nint Receive(SafeHandle socket, void* buffer, nuint length, int flags);

    /// <summary>Sets an option that is one number.</summary>
    internal static bool TrySetOption(SafeHandle socket, int level, int option, int value) => SetSocketOption(socket, level, option, &value, sizeof(int)) == 0;
}
