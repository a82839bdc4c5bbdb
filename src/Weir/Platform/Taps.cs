using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Weir.Platform;

/// <summary>Tap devices: interfaces whose frames a program reads and writes through a descriptor, each with the ten bytes of a virtio-net header before it (<c>Documentation/networking/tuntap.rst</c>).</summary>
public static unsafe class Taps
{
    private const nuint SetInterface = 0x400454ca;
    private const nuint SetPersistent = 0x400454cb;
    private const short Tap = 0x0002;
    private const short NoPacketInformation = 0x1000;
    private const short VnetHeader = 0x4000;
    private const int RequestSize = 40;
    private const int FlagsOffset = 16;

    /// <summary>Makes a tap in the namespace of the calling thread, down, and gives its descriptor, which does not block. The tap goes when the descriptor is closed.</summary>
    /// <exception cref="WeirException">The machine refuses, or has no /dev/net/tun.</exception>
    public static SafeFileHandle Open(string name)
    {
        SafeFileHandle file = LinuxCalls.Open("/dev/net/tun", LinuxCalls.OpenReadWrite | LinuxCalls.OpenCloseOnExec | LinuxCalls.OpenNonBlocking, 0);
        if (file.IsInvalid) { throw LinuxCalls.Failure("opening /dev/net/tun", LinuxCalls.LastError, 3); }

        // Safe: struct ifreq is 40 bytes: the name, 16 bytes with its zero, then the flags.
        byte* request = stackalloc byte[RequestSize];
        new Span<byte>(request, RequestSize).Clear();
        Encoding.ASCII.GetBytes(name, new Span<byte>(request, FlagsOffset - 1));
        *(short*)(request + FlagsOffset) = Tap | NoPacketInformation | VnetHeader;
        if (ProcessCalls.Control(file, SetInterface, (nint)request) == 0) { return file; }
        int error = LinuxCalls.LastError;
        file.Dispose();
        throw LinuxCalls.Failure($"making the tap {name}", error);
    }

    /// <summary>Makes a tap in the namespace of the calling thread, down, that stays without anybody holding it, for a program that opens it by its name. It goes with its namespace.</summary>
    /// <exception cref="WeirException">The machine refuses, or has no /dev/net/tun.</exception>
    public static void Create(string name)
    {
        using SafeFileHandle file = Open(name);
        if (ProcessCalls.Control(file, SetPersistent, 1) != 0) { throw LinuxCalls.Failure($"keeping the tap {name}", LinuxCalls.LastError); }
    }
}
