using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Weir.Platform;

/// <summary>The call bpf(2). Its attributes are a union of structures (linux/bpf.h, union bpf_attr); each caller fills the one of its command, and bytes that are not said are zero.</summary>
internal static unsafe class BpfCalls
{
    public const int CreateMap = 0, LookUp = 1, Update = 2, Delete = 3, NextKey = 4, LoadProgram = 5, LookUpAndDelete = 21, LookUpMany = 24, DeleteMany = 27, CreateLink = 28;

    /// <summary>Characters of an object's name, its end included.</summary>
    public const int NameSize = 16;

    private static readonly long s_number = RuntimeInformation.ProcessArchitecture switch { Architecture.X64 => 321, Architecture.Arm64 or Architecture.RiscV64 or Architecture.LoongArch64 => 280, _ => -1 };

    /// <summary>Makes the call; below zero is the error with its sign turned.</summary>
    /// <exception cref="WeirException">The number of the call is not known on this machine.</exception>
    public static int Call(int command, byte* attributes, int size)
    {
        if (s_number < 0) { throw WeirException.Lacking($"programs of the kernel are not made on {RuntimeInformation.ProcessArchitecture}: the number of the call bpf is not known here", MachineCapability.Bpf); }
        long result = LinuxCalls.SystemCall(s_number, command, (long)attributes, size, 0);
        return result < 0 ? -LinuxCalls.LastError : (int)result;
    }

    /// <summary>Makes the call that gives a descriptor.</summary>
    /// <exception cref="WeirException">The kernel refuses; the message begins with <paramref name="what"/>.</exception>
    public static SafeFileHandle Open(int command, byte* attributes, int size, string what)
    {
        int result = Call(command, attributes, size);
        return result >= 0 ? new SafeFileHandle(result, ownsHandle: true) : throw Refused(what, -result);
    }

    /// <summary>What is thrown when the kernel refused.</summary>
    public static WeirException Refused(string what, int error) => WeirException.Lacking($"{what}: {LinuxCalls.Describe(error)}", error is LinuxCalls.ErrorPermission or LinuxCalls.ErrorAccess ? MachineCapability.Rights : MachineCapability.Bpf);

    /// <summary>Writes the name of an object, which the kernel shows to those who list them.</summary>
    public static void WriteName(byte* target, string name)
    {
        if (name.Length is 0 or >= NameSize || !name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_')) { throw new ArgumentException($"the name of an object of the kernel has 1 to {NameSize - 1} letters, digits and underscores: '{name}'", nameof(name)); }
        Encoding.ASCII.GetBytes(name, new Span<byte>(target, NameSize));
    }
}
