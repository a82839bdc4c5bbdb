namespace Weir.Wire.Bpf;

/// <summary>When a jump is taken (RFC 9669, 4.3). Comparisons are without sign unless they say so.</summary>
public enum BpfCondition : byte
{
    /// <summary>Equal.</summary>
    Equal = 0x10,

    /// <summary>Greater.</summary>
    Greater = 0x20,

    /// <summary>Greater or equal.</summary>
    GreaterOrEqual = 0x30,

    /// <summary>A bit is in both.</summary>
    AnyBit = 0x40,

    /// <summary>Not equal.</summary>
    NotEqual = 0x50,

    /// <summary>Greater, with sign.</summary>
    SignedGreater = 0x60,

    /// <summary>Greater or equal, with sign.</summary>
    SignedGreaterOrEqual = 0x70,

    /// <summary>Less.</summary>
    Less = 0xa0,

    /// <summary>Less or equal.</summary>
    LessOrEqual = 0xb0,

    /// <summary>Less, with sign.</summary>
    SignedLess = 0xc0,

    /// <summary>Less or equal, with sign.</summary>
    SignedLessOrEqual = 0xd0,
}
