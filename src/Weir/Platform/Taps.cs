using Microsoft.Win32.SafeHandles;

namespace Weir.Platform;

/// <summary>Taps that exist without anybody holding them, for programs that open them by their name, such as a guest kernel.</summary>
public static class Taps
{
    private const nuint SetPersistent = 0x400454cb;

    /// <summary>Makes a tap in the namespace of the calling thread, down. It goes with its namespace.</summary>
    /// <exception cref="WeirException">The machine refuses, or has no /dev/net/tun.</exception>
    public static void Create(string name)
    {
        using SafeFileHandle file = TapDescriptor.Open(name);
        if (ProcessCalls.Control(file, SetPersistent, 1) != 0) { throw LinuxCalls.Failure($"keeping the tap {name}", LinuxCalls.LastError); }
    }
}
