using System.Text.Json;
using Weir.Declaration;
using Weir.Programs;

namespace Weir.Lab;

/// <summary>A signal by its name, with or without <c>SIG</c>, or its number (signal(7)).</summary>
/// <param name="example">One that helps: <c>HUP</c>.</param>
internal sealed class SignalForm(string example) : ScalarForm
{
    /// <inheritdoc/>
    public override string Description => $"a signal such as {example}";

    /// <inheritdoc/>
    protected override bool TryRead(string text, out object? value, out string? hint)
    {
        bool known = Signals.NumberOf(text) is not null;
        value = known ? text : null;
        hint = known ? null : Suggestion.Nearest(text.ToUpperInvariant(), Signals.Names) is { } near ? $"did you mean '{near}'?" : $"known are {string.Join(", ", Signals.Names)}, and numbers from 1 to 64";
        return known;
    }

    /// <inheritdoc/>
    protected override void WritePlainSchema(Utf8JsonWriter json)
    {
        json.WriteStartArray("type");
        json.WriteStringValue("string");
        json.WriteStringValue("integer");
        json.WriteEndArray();
    }
}
