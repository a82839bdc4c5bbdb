using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Weir.Platform;

/// <summary>Sends whole Ethernet frames on an interface of the caller's network namespace (<c>packet(7)</c>), many with one call. Not safe for several threads.</summary>
internal sealed unsafe partial class PacketSender : IDisposable
{
    /// <summary>Length in bytes of the header that stands before each frame when the card's work is asked for (<c>struct virtio_net_hdr</c>).</summary>
    public const int OffloadHeaderSize = 10;

    /// <summary>The queue of the interface is full (ENOBUFS); the frame was not taken.</summary>
    public const int NoBuffers = 105;

    /// <summary>The frame is longer than the interface allows (EMSGSIZE).</summary>
    public const int TooLong = 90;

    /// <summary>The interface is down (ENETDOWN).</summary>
    public const int Down = 100;

    /// <summary>There is no such interface any more (ENXIO).</summary>
    public const int Gone = 6;

    private const int Interrupted = 4;
    private const int TryAgain = 11;
    private const int Packet = 17, Raw = 3, CloseOnExec = 0x80000;
    private const int SocketLevel = 1, SendBuffer = 7, PacketLevel = 263, VirtioHeader = 15, QueueBypass = 20;
    private const nuint GetMtu = 0x8921, GetHardware = 0x8927;
    private const ushort Ethernet = 1, Loopback = 772;

    private readonly SafeFileHandle _socket;

    private PacketSender(SafeFileHandle socket, string name, int mtu)
    {
        _socket = socket;
        Name = name;
        Mtu = mtu;
    }

    /// <summary>The interface's name.</summary>
    public string Name { get; }

    /// <summary>Most bytes behind the Ethernet header that the interface sends.</summary>
    public int Mtu { get; }

    /// <summary>Opens an interface for sending.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="bypassQueue">True hands frames to the driver past the interface's queueing discipline: faster, and no impairment that is set there holds.</param>
    /// <param name="offload">True takes frames with a header of <see cref="OffloadHeaderSize"/> bytes before them.</param>
    /// <exception cref="WeirException">There is no such interface, it is no Ethernet, or the right to send raw frames is missing.</exception>
    public static PacketSender Open(string name, bool bypassQueue, bool offload)
    {
        uint index = IndexOf(name);
        if (index == 0) { throw new WeirException($"{name}: there is no such interface here ('ip link' lists them)"); }
        int descriptor = Socket(Packet, Raw | CloseOnExec, 0); // protocol 0: nothing is received
        if (descriptor < 0)
        {
            int error = Marshal.GetLastPInvokeError();
            throw WeirException.Lacking(error is 1 or 13 ? $"{name}: no permission to send raw frames: run as root, or with the capability cap_net_raw" : $"{name}: {Marshal.GetPInvokeErrorMessage(error)}", MachineCapability.Rights);
        }

        var socket = new SafeFileHandle(descriptor, ownsHandle: true);
        try
        {
            Set(socket, SocketLevel, SendBuffer, 4 * 1024 * 1024);
            if (bypassQueue) { Set(socket, PacketLevel, QueueBypass, 1); }
            if (offload) { Require(Set(socket, PacketLevel, VirtioHeader, 1), name, "segmentation by the kernel"); }
            ushort hardware = (ushort)Ask(socket, name, GetHardware);
            if (hardware is not (Ethernet or Loopback)) { throw new WeirException($"{name}: this interface sends no Ethernet frames (hardware type {hardware})"); }
            int mtu = Ask(socket, name, GetMtu);
            // struct sockaddr_ll: family, protocol, index, then nothing that matters for sending.
            Span<byte> address = stackalloc byte[20];
            address.Clear();
            MemoryMarshal.Write(address, (ushort)Packet);
            MemoryMarshal.Write(address[4..], index);
            // Safe: the kernel reads the 20 bytes during the call only.
            fixed (byte* bytes = address) { Require(Bind(socket, bytes, 20), name, "binding"); }
            return new PacketSender(socket, name, mtu);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Sends messages; waits while the socket's own buffer is full. Gives how many were taken, at least one, or a negative error number for the first.</summary>
    /// <param name="messages">The first message; all of them and their memory stay where they are during the call.</param>
    /// <param name="count">How many.</param>
    public int Send(PacketMessage* messages, int count)
    {
        while (true)
        {
            int sent = SendMany(_socket, messages, (uint)count, 0);
            if (sent > 0) { return sent; }
            int error = Marshal.GetLastPInvokeError();
            if (error is not (Interrupted or TryAgain)) { return -error; }
        }
    }

    /// <summary>Frames that the interface dropped or failed to send since it was made, by its own counters (<c>/proc/net/dev</c>); null when they cannot be read.</summary>
    public static long? DroppedBy(string name)
    {
        try
        {
            foreach (string line in File.ReadLines("/proc/thread-self/net/dev"))
            {
                int colon = line.IndexOf(':');
                if (colon < 0 || line[..colon].Trim() != name) { continue; }
                string[] cells = line[(colon + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
                // Eight numbers for receiving; of sending: bytes, packets, errors, drops.
                return cells.Length > 11 && long.TryParse(cells[10], System.Globalization.CultureInfo.InvariantCulture, out long errors) && long.TryParse(cells[11], System.Globalization.CultureInfo.InvariantCulture, out long drops) ? errors + drops : null;
            }
        }
        catch (IOException)
        {
            return null;
        }

        return null;
    }

    /// <summary>Closes the socket.</summary>
    public void Dispose() => _socket.Dispose();

    private static int Ask(SafeFileHandle socket, string name, nuint request)
    {
        // struct ifreq: 16 bytes of name, then the answer.
        Span<byte> question = stackalloc byte[40];
        question.Clear();
        Encoding.UTF8.GetBytes(name, question);
        // Safe: the kernel reads and writes the 40 bytes during the call only.
        fixed (byte* bytes = question) { Require(Control(socket, request, bytes), name, "asking"); }
        return MemoryMarshal.Read<int>(question[16..]);
    }

    private static int Set(SafeFileHandle socket, int level, int option, int value) => SetOption(socket, level, option, in value, sizeof(int));

    private static void Require(int result, string name, string what)
    {
        if (result < 0) { throw new WeirException($"{name}: {what} failed: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}", 3); }
    }

    [LibraryImport("libc", EntryPoint = "if_nametoindex", StringMarshalling = StringMarshalling.Utf8)]
    private static partial uint IndexOf(string name);

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    private static partial int Socket(int family, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "bind", SetLastError = true)]
    private static partial int Bind(SafeFileHandle socket, byte* address, uint length);

    [LibraryImport("libc", EntryPoint = "setsockopt", SetLastError = true)]
    private static partial int SetOption(SafeFileHandle socket, int level, int option, in int value, uint length);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Control(SafeFileHandle socket, nuint request, byte* argument);

    [LibraryImport("libc", EntryPoint = "sendmmsg", SetLastError = true)]
    private static partial int SendMany(SafeFileHandle socket, PacketMessage* messages, uint count, int flags);
}
