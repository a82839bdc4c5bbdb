using System.Text.Json;

namespace Weir.Declaration;

/// <summary>A part of a whole with its unit, read as a number between 0 and 1.</summary>
public sealed class FractionForm : ScalarForm
{
    /// <inheritdoc/>
    public override string Description => "a share such as 0.1 %";

    /// <inheritdoc/>
    protected override bool TryRead(string text, out object? value, out string? hint)
    {
        bool read = UnitText.TryParseShare(text, out double share, out UnitMistake? mistake);
        (value, hint) = (read ? share : null, mistake?.Hint);
        return read;
    }

    /// <inheritdoc/>
    protected override void WritePlainSchema(Utf8JsonWriter json) => WritePattern(json, @"[0-9]+(\.[0-9]+)? *(%|‰|ppm|percent)");

    /// <inheritdoc/>
    public override void WriteValue(Utf8JsonWriter json, object value) => json.WriteNumberValue((double)value);
}
