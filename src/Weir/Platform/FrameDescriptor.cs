using System.Runtime.InteropServices;

namespace Weir.Platform;

/// <summary>
/// Frames through a descriptor of a tap device that was opened without blocking, one a call. The descriptor stays its owner's. Results are lengths, or below zero the error with its sign turned.
/// </summary>
internal static partial class FrameDescriptor
{
    /// <summary>The device is detached from the descriptor: it was removed, or its namespace ended (EBADFD).</summary>
    public const int Detached = -77;

    private const int Interrupted = 4;
    private const nuint SetOffload = 0x400454D0;

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

    [LibraryImport("libc", EntryPoint = "readv", SetLastError = true)]
    private static unsafe partial nint ReadVector(int descriptor, nuint* vectors, int count);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static unsafe partial nint WriteBytes(int descriptor, byte* bytes, nuint count);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Control(int descriptor, nuint request, nuint argument);
}
