using System.Globalization;
using System.Text.Json;

namespace Weir.Declaration;

/// <summary>A whole number within bounds, which belong to it.</summary>
/// <param name="least">The least value.</param>
/// <param name="most">The greatest value.</param>
/// <param name="meaning">What it is, with its article; null for <c>a whole number</c>.</param>
public sealed class IntegerForm(long least = 0, long most = long.MaxValue, string? meaning = null) : ScalarForm
{
    /// <summary>A port.</summary>
    public static IntegerForm Port { get; } = new(1, 65535, "a port");

    /// <inheritdoc/>
    public override string Description => $"{meaning ?? "a whole number"} {(most == long.MaxValue ? (least == long.MinValue ? "such as 5" : $"of at least {least}") : $"between {least} and {most}")}";

    /// <inheritdoc/>
    protected override bool TryRead(string text, out object? value, out string? hint)
    {
        (value, hint) = (null, null);
        if (!long.TryParse(text.Replace("_", "", StringComparison.Ordinal), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number)) { return false; }
        if (number < least || number > most) { return false; }
        value = number;
        return true;
    }

    /// <inheritdoc/>
    protected override void WritePlainSchema(Utf8JsonWriter json)
    {
        json.WriteString("type", "integer");
        if (least > long.MinValue) { json.WriteNumber("minimum", least); }
        if (most < long.MaxValue) { json.WriteNumber("maximum", most); }
    }

    /// <inheritdoc/>
    public override void WriteValue(Utf8JsonWriter json, object value) => json.WriteNumberValue((long)value);
}
