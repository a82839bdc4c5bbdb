namespace Weir.Decoding;

/// <summary>Bytes as they are written in expressions and in the text of fields: <c>02:00:5e</c>, <c>02-00-5e</c>, <c>0x02005E</c>, <c>02005e</c>.</summary>
internal static class WhereHex
{
    /// <summary>The lower-case digits of a literal that is written as bytes; null when it is not.</summary>
    public static string? Read(string text)
    {
        if (text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)) { return text.Length > 2 && text.Length % 2 == 0 && AreDigits(text.AsSpan(2)) ? text[2..].ToLowerInvariant() : null; }
        if (text.Length < 5 || text.Length % 3 != 2 || text[2] is not (':' or '-')) { return null; }
        char[] digits = new char[(text.Length + 1) / 3 * 2];
        for (int i = 0; i < text.Length; i++)
        {
            if (i % 3 == 2 ? text[i] != text[2] : !char.IsAsciiHexDigit(text[i])) { return null; }
            if (i % 3 != 2) { digits[(i / 3 * 2) + (i % 3)] = char.ToLowerInvariant(text[i]); }
        }

        return new string(digits);
    }

    /// <summary>True when the text of a field, in any of these forms, has the lower-case digits <paramref name="hex"/>.</summary>
    public static bool IsSame(ReadOnlySpan<char> text, ReadOnlySpan<char> hex)
    {
        if (text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)) { text = text[2..]; }
        if (text.Length < hex.Length) { return false; }
        int at = 0;
        foreach (char c in text)
        {
            if (c is ':' or '-') { continue; }
            if (at == hex.Length || char.ToLowerInvariant(c) != hex[at++]) { return false; }
        }

        return at == hex.Length;
    }

    /// <summary>True when the digits <paramref name="hex"/> stand in the digits <paramref name="text"/> at the border of a byte.</summary>
    public static bool Contains(ReadOnlySpan<char> text, ReadOnlySpan<char> hex)
    {
        for (int at = 0; at + hex.Length <= text.Length; at += 2)
        {
            if (text.Slice(at, hex.Length).Equals(hex, StringComparison.OrdinalIgnoreCase)) { return true; }
        }

        return false;
    }

    private static bool AreDigits(ReadOnlySpan<char> text)
    {
        foreach (char c in text)
        {
            if (!char.IsAsciiHexDigit(c)) { return false; }
        }

        return true;
    }
}
