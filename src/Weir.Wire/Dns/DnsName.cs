using System.Text;

namespace Weir.Wire.Dns;

/// <summary>Domain names on the wire (RFC 1035 3.1, 4.1.4): labels, and pointers to labels that came before.</summary>
internal static class DnsName
{
    /// <summary>Bytes of a name, labels and their lengths together (RFC 1035 2.3.4).</summary>
    private const int MaxLength = 255;

    /// <summary>Bytes of a label (RFC 1035 2.3.4).</summary>
    private const int MaxLabel = 63;

    /// <summary>Pointers in one name: it has 127 labels at most, and a pointer to a pointer says nothing. Without this limit one message could cost some millions of steps.</summary>
    private const int MaxPointers = 127;

    /// <summary>
    /// Reads the name at <paramref name="offset"/> and moves the offset behind it. False when it leaves the message, is longer than 255 bytes, or has a pointer that does not go backwards:
    /// every pointer of a right message does, so that no name can go round in circles.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<byte> message, ref int offset, out string name)
    {
        name = "";
        var text = new StringBuilder();
        int at = offset, end = -1, lowest = offset, length = 0, pointers = 0;
        while (true)
        {
            if (at >= message.Length) { return false; }
            byte size = message[at];
            if (size == 0)
            {
                at++;
                break;
            }

            if (size >= 0xc0)
            {
                if (at + 2 > message.Length) { return false; }
                int target = ((size & 0x3f) << 8) | message[at + 1];
                if (end < 0) { end = at + 2; }
                if (target >= lowest || ++pointers > MaxPointers) { return false; }
                lowest = at = target;
                continue;
            }

            length += size + 1;
            if (size > MaxLabel || length + 1 > MaxLength || at + 1 + size > message.Length) { return false; }
            if (text.Length > 0) { text.Append('.'); }
            foreach (byte b in message.Slice(at + 1, size)) { Append(text, b); }
            at += 1 + size;
        }

        offset = end < 0 ? at : end;
        name = text.Length == 0 ? "." : text.ToString();
        return true;
    }

    /// <summary>Writes a name in the presentation form that <see cref="TryRead"/> gives, as labels without pointers. False when it is no name or there is no room.</summary>
    public static bool TryWrite(Span<byte> destination, ReadOnlySpan<char> name, out int length)
    {
        length = 0;
        if (name is ".") { name = []; }
        Span<byte> wire = stackalloc byte[MaxLength];
        int start = 0, end = 1;
        for (int at = 0; at < name.Length; at++)
        {
            if (name[at] == '.')
            {
                if (end == start + 1 || end >= MaxLength) { return false; }
                wire[start] = (byte)(end - start - 1);
                start = end++;
                continue;
            }

            if (!TryTake(name, ref at, out byte b) || end - start > MaxLabel || end >= MaxLength) { return false; }
            wire[end++] = b;
        }

        wire[start] = (byte)(end - start - 1);
        // After a last label without a dot the root's label of no bytes is still to come.
        if (wire[start] != 0)
        {
            if (end >= MaxLength) { return false; }
            wire[end++] = 0;
        }

        length = end;
        return wire[..end].TryCopyTo(destination);
    }

    private static bool TryTake(ReadOnlySpan<char> name, ref int at, out byte b)
    {
        b = (byte)name[at];
        if (name[at] != '\\') { return char.IsAscii(name[at]); }
        if (++at >= name.Length) { return false; }
        b = (byte)name[at];
        if (!char.IsAsciiDigit(name[at])) { return char.IsAscii(name[at]); }
        if (at + 3 > name.Length || !byte.TryParse(name.Slice(at, 3), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out b)) { return false; }
        at += 2;
        return true;
    }

    // The presentation form of RFC 4343 2.1: what is not printable, and a dot inside a label, as three digits or with a backslash.
    private static void Append(StringBuilder text, byte b)
    {
        if (b is (byte)'.' or (byte)'\\') { text.Append('\\').Append((char)b); }
        else if (b is > 0x20 and < 0x7f) { text.Append((char)b); }
        else { text.Append('\\').Append((char)('0' + (b / 100))).Append((char)('0' + (b / 10 % 10))).Append((char)('0' + (b % 10))); }
    }
}
