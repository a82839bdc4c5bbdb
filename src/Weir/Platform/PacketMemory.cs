using System.Runtime.InteropServices;

namespace Weir.Platform;

/// <summary>A piece of memory: the kernel's <c>struct iovec</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct PacketMemory(byte* address, nuint length)
{
    /// <summary>Where it begins; pinned.</summary>
    public byte* Address = address;

    /// <summary>Bytes.</summary>
    public nuint Length = length;
}
