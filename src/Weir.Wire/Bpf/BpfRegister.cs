namespace Weir.Wire.Bpf;

/// <summary>A register of the kernel's BPF machine (RFC 9669, 2.1). R1 to R5 are a function's arguments and are lost by a call, R6 to R9 are kept.</summary>
public enum BpfRegister : byte
{
    /// <summary>The result of a call and of the program.</summary>
    R0,

    /// <summary>First argument; at the begin of the program its context.</summary>
    R1,

    /// <summary>Second argument.</summary>
    R2,

    /// <summary>Third argument.</summary>
    R3,

    /// <summary>Fourth argument.</summary>
    R4,

    /// <summary>Fifth argument.</summary>
    R5,

    /// <summary>Kept by calls.</summary>
    R6,

    /// <summary>Kept by calls.</summary>
    R7,

    /// <summary>Kept by calls.</summary>
    R8,

    /// <summary>Kept by calls.</summary>
    R9,

    /// <summary>The end of the frame of 512 bytes on the stack; cannot be written.</summary>
    R10,
}
