using System.Buffers.Text;
using System.Text;

namespace Weir.Wire.Frames;

public readonly partial record struct IpAddress
{
    /// <summary>Bytes that the longest text of an address takes (RFC 4291 2.2: eight groups of four digits, or six and a dotted quad).</summary>
    public const int MaxTextLength = 45;

    /// <summary>The canonical text: dotted quad for IPv4, RFC 5952 for IPv6.</summary>
    public override string ToString()
    {
        Span<byte> text = stackalloc byte[MaxTextLength];
        TryFormat(text, out int written);
        return Encoding.ASCII.GetString(text[..written]);
    }

    /// <summary>Writes the canonical text as UTF-8; false when <paramref name="destination"/> is too short (<see cref="MaxTextLength"/> bytes always suffice). Does not allocate.</summary>
    public bool TryFormat(Span<byte> destination, out int written) => IsIPv4
        ? TryFormatIPv4((uint)Low, destination, out written)
        : TryFormatIPv6(this, destination, out written);

    /// <summary>Writes an IPv4 address, given as a big-endian number, as a dotted quad.</summary>
    internal static bool TryFormatIPv4(uint address, Span<byte> destination, out int written)
    {
        written = 0;
        for (int shift = 24; shift >= 0; shift -= 8)
        {
            if (!Utf8Formatter.TryFormat((byte)(address >> shift), destination[written..], out int digits)) { return false; }
            written += digits;
            if (shift == 0) { break; }
            if (written == destination.Length) { return false; }
            destination[written++] = (byte)'.';
        }

        return true;
    }

    /// <summary>
    /// Writes an IPv6 address by RFC 5952: lower case, no leading zeros (4.1), the longest run of two or more zero groups, the first of equals, as <c>::</c> (4.2),
    /// IPv4-mapped addresses with a dotted quad at the end (5).
    /// </summary>
    internal static bool TryFormatIPv6(IpAddress address, Span<byte> destination, out int written)
    {
        written = 0;
        bool mapped = address.IsIPv4;
        int groups = mapped ? 6 : 8;
        (int zerosAt, int zeros) = LongestZeros(address, groups);
        for (int group = 0; group < groups; group++)
        {
            if (group == zerosAt)
            {
                if (!Append(destination, ref written, (byte)':')) { return false; }
                if (group == 0 && !Append(destination, ref written, (byte)':')) { return false; }
                group += zeros - 1;
                continue;
            }

            if (!Utf8Formatter.TryFormat(Group(address, group), destination[written..], out int digits, 'x')) { return false; }
            written += digits;
            if (group < 7 && !Append(destination, ref written, (byte)':')) { return false; }
        }

        if (!mapped) { return true; }
        bool fits = TryFormatIPv4((uint)address.Low, destination[written..], out int quad);
        written += quad;
        return fits;
    }

    /// <summary>Reads a dotted quad (four decimal numbers without leading zeros) or an IPv6 address (RFC 4291 2.2, without a zone). False for anything else.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out IpAddress address)
    {
        if (text.Contains(':'))
        {
            return TryParseIPv6(text, out address);
        }

        bool isIPv4 = TryParseIPv4(text, out uint quad);
        address = isIPv4 ? FromIPv4(quad) : default;
        return isIPv4;
    }

    private static bool TryParseIPv4(ReadOnlySpan<char> text, out uint address)
    {
        address = 0;
        uint value = 0;
        for (int part = 0; part < 4; part++)
        {
            int dot = part == 3 ? text.Length : text.IndexOf('.');
            // A leading zero would be octal to some readers and decimal to others (RFC 6943 3.1.1): refused.
            if (dot is < 1 or > 3 || (dot > 1 && text[0] == '0')) { return false; }
            uint number = 0;
            foreach (char c in text[..dot])
            {
                if (!char.IsAsciiDigit(c)) { return false; }
                number = (number * 10) + (uint)(c - '0');
            }

            if (number > 255) { return false; }
            value = (value << 8) | number;
            text = part == 3 ? default : text[(dot + 1)..];
        }

        address = value;
        return true;
    }

    private static bool TryParseIPv6(ReadOnlySpan<char> text, out IpAddress address)
    {
        address = default;
        Span<ushort> groups = stackalloc ushort[8];
        int count = 0;
        int zerosAt = -1;
        if (text.StartsWith("::", StringComparison.Ordinal))
        {
            zerosAt = 0;
            text = text[2..];
        }

        while (text.Length > 0)
        {
            int colon = text.IndexOf(':');
            ReadOnlySpan<char> part = colon < 0 ? text : text[..colon];
            if (colon < 0 && part.Contains('.'))
            {
                if (count > 6 || !TryParseIPv4(part, out uint quad)) { return false; }
                groups[count++] = (ushort)(quad >> 16);
                groups[count++] = (ushort)quad;
                break;
            }

            if (count == 8 || !TryParseGroup(part, out groups[count])) { return false; }
            count++;
            if (colon < 0) { break; }
            text = text[(colon + 1)..];
            if (text.Length == 0) { return false; }
            if (text[0] != ':') { continue; }
            if (zerosAt >= 0) { return false; }
            zerosAt = count;
            text = text[1..];
        }

        if (zerosAt < 0 ? count != 8 : count > 7) { return false; }
        int skipped = 8 - count;
        for (int group = 0; group < 8; group++)
        {
            bool inZeros = zerosAt >= 0 && group >= zerosAt && group < zerosAt + skipped;
            int source = zerosAt < 0 || group < zerosAt ? group : group - skipped;
            ushort value = inZeros ? (ushort)0 : groups[source];
            address = new IpAddress((address.High << 16) | (address.Low >> 48), (address.Low << 16) | value);
        }

        return true;
    }

    private static bool TryParseGroup(ReadOnlySpan<char> text, out ushort group)
    {
        group = 0;
        if (text.Length is < 1 or > 4) { return false; }
        foreach (char c in text)
        {
            if (!char.IsAsciiHexDigit(c)) { return false; }
            int digit = char.IsAsciiDigit(c) ? c - '0' : (c | 0x20) - 'a' + 10;
            group = (ushort)((group << 4) | digit);
        }

        return true;
    }

    private static (int At, int Count) LongestZeros(IpAddress address, int groups)
    {
        (int At, int Count) longest = (-1, 1);
        int run = 0;
        for (int group = 0; group < groups; group++)
        {
            run = Group(address, group) == 0 ? run + 1 : 0;
            if (run > longest.Count) { longest = (group - run + 1, run); }
        }

        return longest;
    }

    private static ushort Group(IpAddress address, int group) => (ushort)((group < 4 ? address.High : address.Low) >> (16 * (3 - (group & 3))));

    private static bool Append(Span<byte> destination, ref int written, byte value)
    {
        if (written == destination.Length) { return false; }
        destination[written++] = value;
        return true;
    }
}
