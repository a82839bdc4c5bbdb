using System.Text.Json;

namespace Weir.Declaration;

/// <summary>A duration with its unit, as <see cref="UnitText"/> reads it.</summary>
/// <param name="least">The least value; null for zero.</param>
public sealed class DurationForm(TimeSpan? least = null) : ScalarForm
{
    /// <inheritdoc/>
    public override string Description => least is { } bound && bound > TimeSpan.Zero ? $"a duration of at least {UnitText.Format(bound)}" : "a duration such as 10 ms";

    /// <inheritdoc/>
    protected override bool TryRead(string text, out object? value, out string? hint)
    {
        bool read = UnitText.TryParseDuration(text, out TimeSpan duration, out UnitMistake? mistake) && duration >= (least ?? TimeSpan.Zero);
        (value, hint) = (read ? duration : null, mistake?.Hint);
        return read;
    }

    /// <inheritdoc/>
    protected override void WritePlainSchema(Utf8JsonWriter json) => WritePattern(json, @"[0-9]+(\.[0-9]+)? *[a-zA-Zµμ]+");

    /// <inheritdoc/>
    public override void WriteValue(Utf8JsonWriter json, object value) => json.WriteNumberValue(((TimeSpan)value).Ticks / (decimal)TimeSpan.TicksPerSecond);
}
