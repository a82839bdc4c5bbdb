using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Weir.Platform;

/// <summary>Tries virtual machines in hardware (linux/kvm.h).</summary>
internal static partial class KvmTrial
{
    private const nuint GetVersion = 0xAE00, CreateVm = 0xAE01;

    /// <summary>Makes a virtual machine without anything in it, lets it go, and gives the version of the interface.</summary>
    /// <exception cref="WeirException">The machine refuses.</exception>
    public static int CreateMachine()
    {
        using SafeFileHandle device = LinuxCalls.Open("/dev/kvm", LinuxCalls.OpenReadWrite | LinuxCalls.OpenCloseOnExec, 0);
        if (device.IsInvalid) { throw LinuxCalls.Failure("opening /dev/kvm", LinuxCalls.LastError, 3); }
        int version = Control(device, GetVersion, 0);
        using var machine = new SafeFileHandle(Control(device, CreateVm, 0), ownsHandle: true);
        return machine.IsInvalid ? throw LinuxCalls.Failure("making a virtual machine", LinuxCalls.LastError, 3) : version;
    }

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Control(SafeHandle device, nuint request, nuint argument);
}
