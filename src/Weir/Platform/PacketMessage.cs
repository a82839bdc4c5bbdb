using System.Runtime.InteropServices;

namespace Weir.Platform;

/// <summary>One message of <c>sendmmsg(2)</c>: the kernel's <c>struct mmsghdr</c> on 64-bit machines, with one piece of memory.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct PacketMessage
{
    private nint _name;
    private uint _nameLength;
    private PacketMemory* _vector;
    private nuint _vectorCount;
    private nint _control;
    private nuint _controlLength;
    private int _flags;
    private uint _sent;
    private uint _padding;

    /// <summary>Makes a message of one piece of memory, which must stay where it is until the message was sent.</summary>
    public PacketMessage(PacketMemory* memory)
    {
        _name = 0;
        _nameLength = 0;
        _vector = memory;
        _vectorCount = 1;
        _control = 0;
        _controlLength = 0;
        _flags = 0;
        _sent = 0;
        _padding = 0;
    }
}
