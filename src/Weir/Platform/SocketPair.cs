using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Weir.Platform;

/// <summary>Two stream sockets that are each other's far side (socketpair(2)): for handing a connection that is no socket, such as one of TLS, to who works with sockets.</summary>
internal static unsafe partial class SocketPair
{
    private const int Unix = 1, Stream = 1, CloseOnExec = 0x80000;

    /// <summary>Opens both; the caller disposes them.</summary>
    /// <exception cref="WeirException">The machine refuses: too many files are open.</exception>
    public static (Socket Own, Socket Far) Open()
    {
        int* ends = stackalloc int[2];

        // Safe: the two numbers are on the stack, and the call writes two.
        if (Make(Unix, Stream | CloseOnExec, 0, ends) != 0) { throw LinuxCalls.Failure("making a pair of sockets", LinuxCalls.LastError); }
        return (new Socket(new SafeSocketHandle(ends[0], ownsHandle: true)), new Socket(new SafeSocketHandle(ends[1], ownsHandle: true)));
    }

    [LibraryImport("libc", EntryPoint = "socketpair", SetLastError = true)]
    private static partial int Make(int family, int type, int protocol, int* ends);
}
