using System.Text.Json;

namespace Weir.Declaration;

/// <summary><c>true</c> or <c>false</c>.</summary>
public sealed class FlagForm : ScalarForm
{
    /// <inheritdoc/>
    public override string Description => "true or false";

    /// <inheritdoc/>
    protected override bool TryRead(string text, out object? value, out string? hint)
    {
        (value, hint) = text switch
        {
            "true" or "True" or "TRUE" => ((object?)true, (string?)null),
            "false" or "False" or "FALSE" => (false, null),
            "yes" or "on" or "1" or "Yes" or "On" or "y" => (null, "write true"),
            "no" or "off" or "0" or "No" or "Off" or "n" => (null, "write false"),
            _ => (null, Suggestion.Nearest(text, ["true", "false"]) is { } near ? $"did you mean '{near}'?" : null),
        };
        return value is not null;
    }

    /// <inheritdoc/>
    protected override void WritePlainSchema(Utf8JsonWriter json) => json.WriteString("type", "boolean");

    /// <inheritdoc/>
    public override void WriteValue(Utf8JsonWriter json, object value) => json.WriteBooleanValue((bool)value);
}
