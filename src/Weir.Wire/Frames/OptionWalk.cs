namespace Weir.Wire.Frames;

/// <summary>Steps over options of type, length and data, as IPv4 (RFC 791 3.1) and TCP (RFC 9293 3.2) have them: type 0 ends the list, type 1 is one byte long.</summary>
internal static class OptionWalk
{
    private const byte End = 0;
    private const byte NoOperation = 1;

    /// <summary>Goes from the option at <paramref name="offset"/> to the one after it; false at the end, and at an option that does not fit, which <paramref name="error"/> tells.</summary>
    /// <param name="bytes">All options.</param>
    /// <param name="offset">Where the option begins.</param>
    /// <param name="length">Bytes of the option; 0 before the first.</param>
    /// <param name="layer">What an error calls an option.</param>
    /// <param name="lengthField">The option's own field of length.</param>
    /// <param name="limitField">The header's field that says how many bytes the options have.</param>
    /// <param name="error">The fault, or <c>default</c>.</param>
    public static bool MoveNext(ReadOnlySpan<byte> bytes, ref int offset, ref int length, string layer, string lengthField, string limitField, out LengthError error)
    {
        error = default;
        offset += length;
        length = 0;
        if (offset >= bytes.Length || bytes[offset] == End) { return false; }
        if (bytes[offset] == NoOperation)
        {
            length = 1;
            return true;
        }

        int left = bytes.Length - offset;
        int own = left < 2 ? 2 : bytes[offset + 1];
        if (own < 2 || own > left)
        {
            error = own < 2 ? new LengthError(layer, offset, 2, own, lengthField) : new LengthError(layer, offset, own, left, limitField);
            return false;
        }

        length = own;
        return true;
    }
}
