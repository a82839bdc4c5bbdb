using System.Text.Json;

namespace Weir.Declaration;

/// <summary>A data rate with its unit, above zero.</summary>
public sealed class RateForm : ScalarForm
{
    /// <inheritdoc/>
    public override string Description => "a data rate such as 20 Mbit/s";

    /// <inheritdoc/>
    protected override bool TryRead(string text, out object? value, out string? hint)
    {
        bool read = DataRate.TryParse(text, out DataRate rate, out UnitMistake? mistake) && rate.BitsPerSecond > 0;
        (value, hint) = (read ? rate : null, mistake?.Hint);
        return read;
    }

    /// <inheritdoc/>
    protected override void WritePlainSchema(Utf8JsonWriter json) => WritePattern(json, @"[0-9]+(\.[0-9]+)? *[a-zA-Z]+(/s)?");

    /// <inheritdoc/>
    public override void WriteValue(Utf8JsonWriter json, object value) => json.WriteNumberValue(((DataRate)value).BitsPerSecond);
}
