namespace Weir.Wire.Frames;

/// <summary>What a checksum in a capture says. Only <see cref="Wrong"/> speaks of damage: a capture on the sending host sees packets before its card filled their sums.</summary>
public enum ChecksumVerdict
{
    /// <summary>The bytes that the sum covers are not all there (cut off, or a fragment).</summary>
    Unknown,
    /// <summary>The sum fits the bytes.</summary>
    Right,
    /// <summary>The sum does not fit the bytes.</summary>
    Wrong,
    /// <summary>The field holds the sum over the pseudo-header only: the card was to add the rest (checksum offload).</summary>
    Partial,
    /// <summary>No sum: the field is zero where zero means that, as in UDP over IPv4 (RFC 768), or in a header whose sum the card was to fill.</summary>
    Absent,
}
