using System.Text.Json;

namespace Weir.Declaration;

/// <summary>How much may wait: packets, or a size.</summary>
public sealed class QueueForm : ScalarForm
{
    /// <inheritdoc/>
    public override string Description => "a queue such as 100 packets or 64 KiB";

    /// <inheritdoc/>
    protected override bool TryRead(string text, out object? value, out string? hint)
    {
        bool read = QueueLimit.TryParse(text, out QueueLimit limit, out UnitMistake? mistake);
        (value, hint) = (read ? limit : null, mistake?.Hint);
        return read;
    }

    /// <inheritdoc/>
    protected override void WritePlainSchema(Utf8JsonWriter json) => WritePattern(json, @"[0-9]+(\.[0-9]+)? *[a-zA-Z]+");

    /// <inheritdoc/>
    public override void WriteValue(Utf8JsonWriter json, object value) => json.WriteStringValue(((QueueLimit)value).ToString());
}
