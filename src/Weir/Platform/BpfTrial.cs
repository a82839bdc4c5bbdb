using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Weir.Platform;

/// <summary>Tries programs of the kernel at an interface (bpf(2), tcx).</summary>
internal static unsafe class BpfTrial
{
    private const int LoadProgram = 5, CreateLink = 28;
    private const uint SchedulerClassifier = 3;
    private const uint TcxIngress = 46;
    private const int LoadSize = 72, LinkSize = 32;

    // r0 = 0; exit.
    private const ulong SetResult = 0xb7, Exit = 0x95;

    /// <summary>Loads a program that does nothing, puts it at an interface in the namespace of the calling thread, and takes it away again.</summary>
    /// <exception cref="WeirException">The kernel refuses.</exception>
    public static void AttachNothing(int index)
    {
        long call = RuntimeInformation.ProcessArchitecture switch { Architecture.X64 => 321, Architecture.Arm64 or Architecture.RiscV64 => 280, _ => -1 };
        if (call < 0) { throw new WeirException($"not tried on {RuntimeInformation.ProcessArchitecture}: the number of the call is not known here", 3); }
        ulong* program = stackalloc ulong[2] { SetResult, Exit };
        byte[] license = Encoding.ASCII.GetBytes("Apache-2.0\0");

        // Safe: the attributes have the sizes that are given, zeros where nothing is said, and what they point to stays until the call returns.
        fixed (byte* name = license)
        {
            byte* load = stackalloc byte[LoadSize];
            new Span<byte>(load, LoadSize).Clear();
            *(uint*)load = SchedulerClassifier;
            *(uint*)(load + 4) = 2;
            *(ulong*)(load + 8) = (ulong)program;
            *(ulong*)(load + 16) = (ulong)name;
            *(uint*)(load + 68) = TcxIngress;
            using var loaded = new SafeFileHandle((nint)LinuxCalls.SystemCall(call, LoadProgram, (long)load, LoadSize, 0), ownsHandle: true);
            if (loaded.IsInvalid) { throw LinuxCalls.Failure("loading a program into the kernel", LinuxCalls.LastError, 3); }
            byte* link = stackalloc byte[LinkSize];
            new Span<byte>(link, LinkSize).Clear();
            *(uint*)link = (uint)loaded.DangerousGetHandle();
            *(uint*)(link + 4) = (uint)index;
            *(uint*)(link + 8) = TcxIngress;
            using var attached = new SafeFileHandle((nint)LinuxCalls.SystemCall(call, CreateLink, (long)link, LinkSize, 0), ownsHandle: true);
            if (attached.IsInvalid) { throw LinuxCalls.Failure("a program was loaded; putting it at an interface", LinuxCalls.LastError, 3); }
        }
    }
}
