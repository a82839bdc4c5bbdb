namespace Weir.Declaration;

/// <summary>Reads settings from keys and values that a user typed one by one, as in <c>weir link set delay=10ms</c>.</summary>
public static class SettingsText
{
    /// <summary>Settings of a form from keys and values.</summary>
    /// <exception cref="WeirException">A key is unknown or a value is not of its form: says all mistakes.</exception>
    public static Settings Read(KindForm form, IEnumerable<(string Key, string Value)> pairs)
    {
        var reader = new FormReader(new MistakeList(), NameTable.Empty);
        DeclaredEntry[] entries = [.. pairs.Select(pair => new DeclaredEntry(new DeclaredText(SourcePlace.None, pair.Key), new DeclaredText(SourcePlace.None, pair.Value)))];
        Settings? read = reader.Read(new DeclaredMap(SourcePlace.None, entries), form);
        if (reader.Mistakes.Count == 0 && read is not null) { return read; }
        throw new WeirException(string.Join("; ", reader.Mistakes.InOrder().Select(one => one.Hint.Length == 0 ? one.Message : $"{one.Message} ({one.Hint})")));
    }
}
