using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Weir.Platform;

/// <summary>A program for packets in the kernel, checked by it and not yet at an interface. It lives while a descriptor or a link holds it, so it goes with this process.</summary>
internal sealed unsafe class BpfProgram : IDisposable
{
    private const uint SchedulerClassifier = 3;
    private const int LoadSize = 72;
    private const int InstructionSize = 8;
    private const int LogSize = 1024 * 1024;
    private const int LogShown = 2000;

    private readonly SafeFileHandle _file;

    private BpfProgram(SafeFileHandle file) => _file = file;

    /// <summary>Its number in this process.</summary>
    public int Descriptor => (int)_file.DangerousGetHandle();

    /// <summary>Loads a program.</summary>
    /// <param name="name">Its name in the kernel's lists.</param>
    /// <param name="instructions">Its bytes, as <see cref="Weir.Wire.Bpf.BpfAssembler.Assemble"/> gives them.</param>
    /// <exception cref="WeirException">The kernel refuses (exit code 3); when its verifier does, the message ends with the end of what that says.</exception>
    public static BpfProgram Load(string name, byte[] instructions)
    {
        byte[] license = Encoding.ASCII.GetBytes("Apache-2.0\0");
        byte* attributes = stackalloc byte[LoadSize];
        new Span<byte>(attributes, LoadSize).Clear();

        // Safe: the arrays are pinned for the calls, and their lengths are given.
        fixed (byte* program = instructions, terms = license)
        {
            *(uint*)attributes = SchedulerClassifier;
            *(int*)(attributes + 4) = instructions.Length / InstructionSize;
            *(ulong*)(attributes + 8) = (ulong)program;
            *(ulong*)(attributes + 16) = (ulong)terms;
            BpfCalls.WriteName(attributes + 48, name);
            *(uint*)(attributes + 68) = BpfLink.TcxIngress;
            int result = BpfCalls.Call(BpfCalls.LoadProgram, attributes, LoadSize);
            if (result >= 0) { return new BpfProgram(new SafeFileHandle(result, ownsHandle: true)); }

            // The log costs time, so only a refused program is tried again with it.
            byte[] log = new byte[LogSize];
            fixed (byte* text = log)
            {
                *(uint*)(attributes + 24) = 1;
                *(int*)(attributes + 28) = LogSize;
                *(ulong*)(attributes + 32) = (ulong)text;
                int again = BpfCalls.Call(BpfCalls.LoadProgram, attributes, LoadSize);
                if (again >= 0) { return new BpfProgram(new SafeFileHandle(again, ownsHandle: true)); }
                string said = Encoding.UTF8.GetString(log, 0, Math.Max(0, Array.IndexOf(log, (byte)0))).TrimEnd();
                if (said.Length == 0) { throw BpfCalls.Refused($"loading the program {name} into the kernel", -result); }
                throw WeirException.Lacking($"loading the program {name} into the kernel: {LinuxCalls.Describe(-result)}; its verifier says: {(said.Length > LogShown ? "... " + said[^LogShown..] : said)}", MachineCapability.Bpf);
            }
        }
    }

    /// <summary>Lets go of it; what holds it at an interface keeps it.</summary>
    public void Dispose() => _file.Dispose();
}
