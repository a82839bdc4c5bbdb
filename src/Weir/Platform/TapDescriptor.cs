using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Weir.Platform;

/// <summary>
/// A tap device by its descriptor, and frames through it, one a call and without blocking. The descriptor stays its owner's. Results are lengths, or below zero the error with its sign turned.
/// </summary>
internal static partial class TapDescriptor
{
    /// <summary>The device is detached from the descriptor: it was removed, or its namespace ended (EBADFD).</summary>
    public const int Detached = -77;

    private const int Interrupted = 4;
    private const int NameLength = 16;
    private const int ReadWriteNonBlockingCloseOnExec = 0x80802;
    private const nuint SetInterface = 0x400454CA;

    // linux/if_tun.h: IFF_TAP, IFF_NO_PI, IFF_VNET_HDR.
    private const short TapFlags = 0x0002 | 0x1000 | 0x4000;
    private const nuint SetPersistent = 0x400454CB;
    private const nuint SetOffload = 0x400454D0;

    /// <summary>
    /// Makes a tap device in the namespace of the calling thread, with a header of ten bytes before each frame (virtio_net_hdr). It lives as long as the descriptor, also when its interface moves to another namespace.
    /// </summary>
    /// <exception cref="WeirException">The kernel refuses: no /dev/net/tun, no privilege, or the name is taken (exit code 3).</exception>
    public static unsafe SafeFileHandle Open(string name)
    {
        if (name.Length is 0 or >= NameLength) { throw new ArgumentException($"the name of an interface has 1 to {NameLength - 1} characters", nameof(name)); }
        int descriptor = OpenFile("/dev/net/tun", ReadWriteNonBlockingCloseOnExec);
        if (descriptor < 0) { throw WeirException.Lacking($"/dev/net/tun cannot be opened: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}", MachineCapability.Tap); }
        var device = new SafeFileHandle(descriptor, ownsHandle: true);
        // struct ifreq has 40 bytes: the name, then the flags.
        byte* request = stackalloc byte[40];
        new Span<byte>(request, 40).Clear();
        Encoding.ASCII.GetBytes(name, new Span<byte>(request, NameLength - 1));
        MemoryMarshal.Write(new Span<byte>(request + NameLength, sizeof(short)), TapFlags);
        if (Control(descriptor, SetInterface, (nuint)request) >= 0) { return device; }
        int error = Marshal.GetLastPInvokeError();
        device.Dispose();
        throw WeirException.Lacking($"the tap device {name} cannot be made: {Marshal.GetPInvokeErrorMessage(error)}", MachineCapability.Tap);
    }

    /// <summary>
    /// Makes a tap device in the namespace of the calling thread that exists without anybody holding it, for a program that opens it by its name, such as a guest kernel. It goes with its namespace.
    /// </summary>
    /// <exception cref="WeirException">The kernel refuses: no /dev/net/tun, no privilege, or the name is taken (exit code 3).</exception>
    public static void CreatePersistent(string name)
    {
        using SafeFileHandle device = Open(name);
        if (Control((int)device.DangerousGetHandle(), SetPersistent, 1) < 0) { throw WeirException.Lacking($"the tap device {name} cannot be kept: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}", MachineCapability.Tap); }
    }

    /// <summary>Reads a frame, its begin into <paramref name="first"/> and what does not fit there into <paramref name="second"/>. -11 (EAGAIN) when none waits.</summary>
    public static unsafe int Read(int descriptor, Span<byte> first, Span<byte> second)
    {
        // Safe: the pointers are used during the call only, each with the length of its own span.
        fixed (byte* a = first, b = second)
        {
            nuint* vectors = stackalloc nuint[4] { (nuint)a, (nuint)first.Length, (nuint)b, (nuint)second.Length };
            while (true)
            {
                nint length = ReadVector(descriptor, vectors, 2);
                if (length >= 0) { return (int)length; }
                int error = Marshal.GetLastPInvokeError();
                if (error != Interrupted) { return -error; }
            }
        }
    }

    /// <summary>Writes one frame with its header.</summary>
    public static unsafe int Write(int descriptor, ReadOnlySpan<byte> frame)
    {
        // Safe: the pointer is used during the call only, with the span's own length.
        fixed (byte* bytes = frame)
        {
            while (true)
            {
                nint length = WriteBytes(descriptor, bytes, (nuint)frame.Length);
                if (length >= 0) { return (int)length; }
                int error = Marshal.GetLastPInvokeError();
                if (error != Interrupted) { return -error; }
            }
        }
    }

    /// <summary>Tells the kernel which offloads frames that are read may ask for (the TUN_F_ bits of linux/if_tun.h).</summary>
    public static int Offload(int descriptor, uint flags) => Control(descriptor, SetOffload, flags) < 0 ? -Marshal.GetLastPInvokeError() : 0;

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenFile(string path, int flags);

    [LibraryImport("libc", EntryPoint = "readv", SetLastError = true)]
    private static unsafe partial nint ReadVector(int descriptor, nuint* vectors, int count);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static unsafe partial nint WriteBytes(int descriptor, byte* bytes, nuint count);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Control(int descriptor, nuint request, nuint argument);
}
