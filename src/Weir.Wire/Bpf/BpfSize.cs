namespace Weir.Wire.Bpf;

/// <summary>How many bytes a load or store moves (RFC 9669, 5.1).</summary>
public enum BpfSize : byte
{
    /// <summary>Four bytes.</summary>
    Word = 0x00,

    /// <summary>Two bytes.</summary>
    Half = 0x08,

    /// <summary>One byte.</summary>
    Byte = 0x10,

    /// <summary>Eight bytes.</summary>
    Double = 0x18,
}
