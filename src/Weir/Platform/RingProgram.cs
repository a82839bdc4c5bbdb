namespace Weir.Platform;

/// <summary>Filter programs for rings that listen at several interfaces: classic BPF, one instruction a number as in <see cref="PacketFilter.Instructions"/>.</summary>
internal static class RingProgram
{
    /// <summary>Interfaces that a program can tell apart: a jump goes over 255 instructions at most. Frames of others then come too, and who reads the ring leaves them out.</summary>
    public const int MaxInterfaces = 250;

    private const ushort LoadWordAbsolute = 0x20;
    private const ushort JumpIfEqual = 0x15;
    private const ushort Return = 0x06;

    /// <summary>SKF_AD_OFF + SKF_AD_IFINDEX (linux/filter.h): the number of the frame's interface.</summary>
    private const uint InterfaceIndex = 0xfffff000 + 8;

    private const uint WholeFrame = 0x40000;

    /// <summary>Lets pass what comes at one of the interfaces and passes the filter; null for no filter.</summary>
    public static ulong[] Of(IReadOnlyList<int> interfaces, PacketFilter? filter)
    {
        var program = new List<ulong>();
        if (interfaces.Count <= MaxInterfaces)
        {
            program.Add(Instruction(LoadWordAbsolute, 0, 0, InterfaceIndex));
            for (int i = 0; i < interfaces.Count; i++) { program.Add(Instruction(JumpIfEqual, (byte)(interfaces.Count - i), 0, (uint)interfaces[i])); }
            program.Add(Instruction(Return, 0, 0, 0));
        }

        if (filter is null) { program.Add(Instruction(Return, 0, 0, WholeFrame)); }
        else { program.AddRange(filter.Instructions); }
        return [.. program];
    }

    private static ulong Instruction(ushort code, byte ifTrue, byte ifFalse, uint operand) => code | ((ulong)ifTrue << 16) | ((ulong)ifFalse << 24) | ((ulong)operand << 32);
}
