namespace Weir;

/// <summary>What a <see cref="RecordValue"/> is.</summary>
public enum RecordValueKind : byte
{
    /// <summary>Not known.</summary>
    Null,
    /// <summary>A whole number of 64 bits.</summary>
    Integer,
    /// <summary>A floating-point number.</summary>
    Real,
    /// <summary>Text.</summary>
    Text,
}
