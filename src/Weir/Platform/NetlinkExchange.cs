using Microsoft.Win32.SafeHandles;
using Weir.Wire;
using Weir.Wire.Netlink;

namespace Weir.Platform;

/// <summary>One exchange with a family of netlink other than routes, on a socket of its own in the namespace of the calling thread.</summary>
internal static unsafe class NetlinkExchange
{
    private const int TimeoutSeconds = 5;
    private const int AnswerBytes = 16 * 1024;

    /// <summary>Sends messages and waits for the answer to the one with this sequence number; the error number that the kernel gives, 0 when it did what was asked.</summary>
    /// <exception cref="WeirException">The kernel does not know the family, or does not answer.</exception>
    public static int Ask(int family, ReadOnlySpan<byte> messages, uint sequence, string what)
    {
        using SafeFileHandle socket = LinuxCalls.Socket(LinuxCalls.FamilyNetlink, LinuxCalls.SocketRaw | LinuxCalls.SocketCloseOnExec, family);
        if (socket.IsInvalid) { throw LinuxCalls.Failure(what, LinuxCalls.LastError, 3); }

        // Safe: struct timeval is two long.
        long* timeout = stackalloc long[2] { TimeoutSeconds, 0 };
        _ = LinuxCalls.SetSocketOption(socket, LinuxCalls.LevelSocket, LinuxCalls.ReceiveTimeout, timeout, 2 * sizeof(long));
        byte[] answer = new byte[AnswerBytes];

        // Safe: both are pinned for the calls and their lengths are given.
        fixed (byte* request = messages, room = answer)
        {
            if (LinuxCalls.Send(socket, request, (nuint)messages.Length, 0) < 0) { throw LinuxCalls.Failure(what, LinuxCalls.LastError, 3); }
            while (true)
            {
                nint length = LinuxCalls.Receive(socket, room, AnswerBytes, 0);
                if (length < 0 && LinuxCalls.LastError == LinuxCalls.ErrorInterrupted) { continue; }
                if (length < 0) { throw LinuxCalls.Failure(what, LinuxCalls.LastError, 3); }
                ReadOnlySpan<byte> rest = answer.AsSpan(0, (int)length);
                while (NetlinkMessage.TryRead(rest, out NetlinkMessage message, out int consumed, out _))
                {
                    rest = rest[consumed..];
                    // A batch that is refused as a whole is answered with the number of its begin.
                    if (message.Type != NetlinkMessageType.Error || !NetlinkError.TryRead(message, out NetlinkError said, out _)) { continue; }
                    if (message.Sequence == sequence || said.Number != 0) { return said.Number; }
                }
            }
        }
    }
}
