namespace Weir.Databases;

/// <summary>Values as every server takes them.</summary>
internal static class DatabaseText
{
    /// <summary>
    /// The value to hand to a driver: text without the character 0 and without halves of characters, which servers refuse, each with U+FFFD in its place; numbers that are none (infinite, not a number) as nothing.
    /// </summary>
    public static object ValueOf(in RecordValue value) => value.Kind switch
    {
        RecordValueKind.Integer => value.Integer,
        RecordValueKind.Real => double.IsFinite(value.Real) ? value.Real : DBNull.Value,
        RecordValueKind.Text => Clean(value.Text!),
        _ => DBNull.Value,
    };

    /// <summary>Text that is whole in UTF-8 and has no character 0.</summary>
    public static string Clean(string text)
    {
        bool clean = true;
        for (int i = 0; i < text.Length && clean; i++) { clean = text[i] != 0 && !char.IsSurrogate(text[i]); }
        if (clean) { return text; }
        var characters = new System.Text.StringBuilder(text.Length);
        foreach (System.Text.Rune rune in text.EnumerateRunes()) { characters.Append(rune.Value == 0 ? "\uFFFD" : rune.ToString()); }
        return characters.ToString();
    }
}
