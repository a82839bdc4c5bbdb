namespace Weir.Declaration;

/// <summary>The names that exist in a lab, by kind. Immutable after it was built.</summary>
public sealed class NameTable
{
    private readonly Dictionary<string, NameKinds> _kinds = new(StringComparer.Ordinal);
    private readonly List<(NameKinds Kind, string Name)> _names = [];

    /// <summary>No names.</summary>
    public static NameTable Empty { get; } = new();

    /// <summary>Adds a name; false when this kind has it already.</summary>
    internal bool Add(NameKinds kind, string name)
    {
        NameKinds before = _kinds.GetValueOrDefault(name);
        if ((before & kind) != 0) { return false; }
        _kinds[name] = before | kind;
        _names.Add((kind, name));
        return true;
    }

    /// <summary>The names of these kinds, in the order of the file.</summary>
    public IEnumerable<string> Of(NameKinds kinds) => _names.Where(n => (n.Kind & kinds) != 0).Select(n => n.Name).Distinct();

    /// <summary>True when one of these kinds has the name.</summary>
    public bool Has(NameKinds kinds, string name) => (_kinds.GetValueOrDefault(name) & kinds) != 0;

    /// <summary>The kinds that have the name.</summary>
    public NameKinds KindsOf(string name) => _kinds.GetValueOrDefault(name);

    /// <summary>The names of these kinds that <paramref name="pattern"/> (with <c>*</c> and <c>?</c>) matches, in the order of the file.</summary>
    public IReadOnlyList<string> Match(NameKinds kinds, string pattern)
    {
        if (!IsPattern(pattern)) { return Has(kinds, pattern) ? [pattern] : []; }
        return [.. Of(kinds).Where(name => System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false))];
    }

    /// <summary>True when the text has a <c>*</c> or <c>?</c>.</summary>
    public static bool IsPattern(string text) => text.AsSpan().IndexOfAny('*', '?') >= 0;

    /// <summary>The kinds in words: <c>node, interface or link</c>.</summary>
    public static string Words(NameKinds kinds)
    {
        string[] words = [.. Enum.GetValues<NameKinds>().Where(k => k is not (NameKinds.None or NameKinds.Point) && (kinds & k) != 0).Select(k => k == NameKinds.Outside ? "address" : k.ToString().ToLowerInvariant())];
        return words.Length <= 1 ? string.Concat(words) : $"{string.Join(", ", words[..^1])} or {words[^1]}";
    }
}
