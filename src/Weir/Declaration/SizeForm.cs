using System.Text.Json;

namespace Weir.Declaration;

/// <summary>An amount of data with its unit, above zero.</summary>
public sealed class SizeForm : ScalarForm
{
    /// <inheritdoc/>
    public override string Description => "a size such as 64 KiB";

    /// <inheritdoc/>
    protected override bool TryRead(string text, out object? value, out string? hint)
    {
        bool read = DataSize.TryParse(text, out DataSize size, out UnitMistake? mistake) && size.Bytes > 0;
        (value, hint) = (read ? size : null, mistake?.Hint);
        return read;
    }

    /// <inheritdoc/>
    protected override void WritePlainSchema(Utf8JsonWriter json) => WritePattern(json, @"[0-9]+(\.[0-9]+)? *[a-zA-Z]+");

    /// <inheritdoc/>
    public override void WriteValue(Utf8JsonWriter json, object value) => json.WriteNumberValue(((DataSize)value).Bytes);
}
