using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Weir.Platform;

/// <summary>
/// Sends frames by any interface of a namespace, each with a header that says what of its checksum and segmentation is left to the kernel (packet(7), PACKET_VNET_HDR). Never waits. Safe for several threads; not after <see cref="Dispose"/>.
/// </summary>
internal sealed unsafe partial class FrameOutput : IDisposable
{
    /// <summary>Length in bytes of the header before each frame (virtio_net_hdr).</summary>
    public const int HeaderLength = 10;

    private const int Packet = 17, PacketLevel = 263, VirtioHeader = 15;
    private const int DoNotWait = 0x40;
    private const int AddressLength = 20;
    private const int BufferBytes = 8 * 1024 * 1024;

    private readonly SafeFileHandle _socket;

    private FrameOutput(SafeFileHandle socket) => _socket = socket;

    /// <summary>Opens it in the namespace of the calling thread.</summary>
    /// <exception cref="WeirException">The kernel refuses: the right to send raw frames is missing.</exception>
    public static FrameOutput Open()
    {
        // Protocol 0: nothing is received.
        SafeFileHandle socket = LinuxCalls.Socket(Packet, LinuxCalls.SocketRaw | LinuxCalls.SocketCloseOnExec, 0);
        if (socket.IsInvalid) { throw LinuxCalls.Failure("opening a socket for frames", LinuxCalls.LastError); }
        LinuxCalls.TrySetOption(socket, LinuxCalls.LevelSocket, LinuxCalls.SendBufferForce, BufferBytes);
        if (LinuxCalls.TrySetOption(socket, PacketLevel, VirtioHeader, 1)) { return new FrameOutput(socket); }
        int error = LinuxCalls.LastError;
        socket.Dispose();
        throw LinuxCalls.Failure("opening a socket for frames: segmentation by the kernel", error);
    }

    /// <summary>Sends a frame behind its header; false when the kernel does not take it: the interface is down or gone, its queue or the socket's buffer is full, or the frame is too long.</summary>
    public bool TrySend(int index, ReadOnlySpan<byte> headerAndFrame)
    {
        byte* address = stackalloc byte[AddressLength];
        new Span<byte>(address, AddressLength).Clear();
        *(ushort*)address = Packet;
        *(int*)(address + 4) = index;

        // The kernel wants to know the type, which a frame has behind its addresses.
        if (headerAndFrame.Length < HeaderLength + 14) { return false; }
        *(ushort*)(address + 2) = MemoryMarshal.Read<ushort>(headerAndFrame[(HeaderLength + 12)..]);

        // Safe: the span is pinned for the call, its length is given, and the address has its 20 bytes.
        fixed (byte* bytes = headerAndFrame)
        {
            while (true)
            {
                if (SendTo(_socket, bytes, (nuint)headerAndFrame.Length, DoNotWait, address, AddressLength) >= 0) { return true; }
                if (LinuxCalls.LastError != LinuxCalls.ErrorInterrupted) { return false; }
            }
        }
    }

    /// <summary>Closes the socket.</summary>
    public void Dispose() => _socket.Dispose();

    [LibraryImport("libc", EntryPoint = "sendto", SetLastError = true)]
    private static partial nint SendTo(SafeHandle socket, void* buffer, nuint length, int flags, void* address, uint addressLength);
}
