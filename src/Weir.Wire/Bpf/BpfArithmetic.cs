namespace Weir.Wire.Bpf;

/// <summary>What an instruction computes (RFC 9669, 4.1).</summary>
public enum BpfArithmetic : byte
{
    /// <summary>Sum.</summary>
    Add = 0x00,

    /// <summary>Difference.</summary>
    Subtract = 0x10,

    /// <summary>Product.</summary>
    Multiply = 0x20,

    /// <summary>Quotient without sign; 0 when divided by 0.</summary>
    Divide = 0x30,

    /// <summary>Bits that either has.</summary>
    Or = 0x40,

    /// <summary>Bits that both have.</summary>
    And = 0x50,

    /// <summary>Shifted to the left.</summary>
    ShiftLeft = 0x60,

    /// <summary>Shifted to the right, zeros from above.</summary>
    ShiftRight = 0x70,

    /// <summary>Remainder without sign.</summary>
    Modulo = 0x90,

    /// <summary>Bits that one of the two has.</summary>
    ExclusiveOr = 0xa0,

    /// <summary>The operand itself.</summary>
    Move = 0xb0,

    /// <summary>Shifted to the right, the sign from above.</summary>
    ShiftRightSigned = 0xc0,
}
