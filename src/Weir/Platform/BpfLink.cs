using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace Weir.Platform;

/// <summary>A program at an interface, where packets come in (tcx, Linux 6.6). It is there until this is disposed or the process ends, however it ends, or the interface goes.</summary>
internal sealed unsafe class BpfLink : IDisposable
{
    /// <summary>BPF_TCX_INGRESS.</summary>
    public const uint TcxIngress = 46;

    private const int LinkSize = 32;
    private readonly SafeFileHandle _file;

    private BpfLink(SafeFileHandle file) => _file = file;

    /// <summary>Puts a program at the interface with this number in the namespace of the calling thread.</summary>
    /// <exception cref="WeirException">The kernel refuses (exit code 3): there is no such interface, or the kernel is older than 6.6.</exception>
    public static BpfLink Attach(BpfProgram program, int index)
    {
        byte* attributes = stackalloc byte[LinkSize];
        new Span<byte>(attributes, LinkSize).Clear();
        *(int*)attributes = program.Descriptor;
        *(int*)(attributes + 4) = index;
        *(uint*)(attributes + 8) = TcxIngress;
        return new BpfLink(BpfCalls.Open(BpfCalls.CreateLink, attributes, LinkSize, string.Create(CultureInfo.InvariantCulture, $"putting a program at the interface {index}")));
    }

    /// <summary>Takes the program away from the interface.</summary>
    public void Dispose() => _file.Dispose();
}
