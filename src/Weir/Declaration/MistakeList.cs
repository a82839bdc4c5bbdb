namespace Weir.Declaration;

/// <summary>The mistakes found so far. A file can be wrong in more ways than anyone reads: the list stops at <see cref="Limit"/> and counts the rest.</summary>
public sealed class MistakeList
{
    /// <summary>Mistakes kept at most.</summary>
    public const int Limit = 500;

    private readonly List<Mistake> _mistakes = [];
    private readonly HashSet<Mistake> _seen = [];

    /// <summary>Mistakes found, kept or not; the same one twice counts once.</summary>
    public int Count { get; private set; }

    /// <summary>Writes a mistake down.</summary>
    public void Add(SourcePlace place, string message, string hint = "")
    {
        var mistake = new Mistake(place, message, hint);
        if (_mistakes.Count < Limit && !_seen.Add(mistake)) { return; }
        Count++;
        if (_mistakes.Count < Limit) { _mistakes.Add(mistake); }
    }

    /// <summary>The kept mistakes in the order of the file.</summary>
    public IReadOnlyList<Mistake> InOrder() =>
        [.. _mistakes.OrderBy(m => m.Place.File, StringComparer.Ordinal).ThenBy(m => m.Place.Line).ThenBy(m => m.Place.Column)];
}
