using System.Text.Json;

namespace Weir.Declaration;

/// <summary>One of a few words.</summary>
/// <param name="words">The words.</param>
public sealed class WordForm(params IReadOnlyList<string> words) : ScalarForm
{
    /// <summary>The words.</summary>
    public IReadOnlyList<string> Words => words;

    /// <inheritdoc/>
    public override string Description => words.Count == 1 ? words[0] : $"{string.Join(", ", words.Take(words.Count - 1))} or {words[^1]}";

    /// <inheritdoc/>
    protected override bool TryRead(string text, out object? value, out string? hint)
    {
        value = words.Contains(text) ? text : null;
        hint = value is null ? (Suggestion.Nearest(text.ToLowerInvariant(), words) is { } near ? $"did you mean '{near}'?" : null) : null;
        return value is not null;
    }

    /// <inheritdoc/>
    protected override void WritePlainSchema(Utf8JsonWriter json)
    {
        json.WriteStartArray("enum");
        foreach (string word in words) { json.WriteStringValue(word); }
        json.WriteEndArray();
    }
}
