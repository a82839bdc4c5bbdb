namespace Weir.Wire.Frames;

/// <summary>How a frame field's value is written as text: as tshark writes it.</summary>
internal enum FieldFormat
{
    /// <summary>A decimal number.</summary>
    Decimal,
    /// <summary><c>0x</c> and two digits.</summary>
    Hex2,
    /// <summary><c>0x</c> and four digits.</summary>
    Hex4,
    /// <summary><c>0x</c> and six digits.</summary>
    Hex6,
    /// <summary><c>0x</c> and eight digits.</summary>
    Hex8,
    /// <summary>1 or 0.</summary>
    Flag,
    /// <summary>The text itself.</summary>
    Text,
    /// <summary>Lower-case hexadecimal.</summary>
    Bytes,
}
