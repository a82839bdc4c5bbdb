namespace Weir.Wire;

/// <summary>
/// Why a decoder stopped: which layer, where it began (bytes from the start of the input), how many bytes it needed, how many were there,
/// and which field set the limit. <c>default</c> means that nothing was wrong.
/// </summary>
/// <param name="Layer">The layer that could not be read whole, in the field's usual lower-case name (<c>ipv4</c>, <c>tcp</c>); null when nothing was wrong.</param>
/// <param name="Offset">Offset of that layer's first byte in the input, in bytes.</param>
/// <param name="Needed">Bytes that the layer needed, from <paramref name="Offset"/>.</param>
/// <param name="Available">Bytes that were there, from <paramref name="Offset"/>.</param>
/// <param name="LimitedBy">The field that set the limit (<c>frame</c>, <c>ipv4.total_length</c>).</param>
public readonly record struct LengthError(string? Layer, int Offset, int Needed, int Available, string? LimitedBy)
{
    /// <summary>True when nothing was wrong.</summary>
    public bool IsNone => Layer is null;

    /// <summary>One sentence for people: <c>ipv4 at byte 14 needs 20 bytes, 6 are left (frame)</c>.</summary>
    public override string ToString() => IsNone
        ? "no error"
        : $"{Layer} at byte {Offset} needs {Needed} bytes, {Available} are left ({LimitedBy})";
}
