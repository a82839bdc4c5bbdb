using System.Globalization;
using System.Text.Json;

namespace Weir.Declaration;

/// <summary>A decimal number within bounds, which belong to it.</summary>
/// <param name="least">The least value.</param>
/// <param name="most">The greatest value.</param>
/// <param name="meaning">What it is, with its article; null for <c>a number</c>.</param>
public sealed class NumberForm(double least = 0, double most = double.MaxValue, string? meaning = null) : ScalarForm
{
    /// <inheritdoc/>
    public override string Description =>
        $"{meaning ?? "a number"} {(most < double.MaxValue ? string.Create(CultureInfo.InvariantCulture, $"between {least} and {most}") : least > double.MinValue ? string.Create(CultureInfo.InvariantCulture, $"of at least {least}") : "such as 0.5")}";

    /// <inheritdoc/>
    protected override bool TryRead(string text, out object? value, out string? hint)
    {
        (value, hint) = (null, null);
        if (!double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out double number)) { return false; }
        if (!double.IsFinite(number) || number < least || number > most) { return false; }
        value = number;
        return true;
    }

    /// <inheritdoc/>
    protected override void WritePlainSchema(Utf8JsonWriter json)
    {
        json.WriteString("type", "number");
        if (least > double.MinValue) { json.WriteNumber("minimum", least); }
        if (most < double.MaxValue) { json.WriteNumber("maximum", most); }
    }

    /// <inheritdoc/>
    public override void WriteValue(Utf8JsonWriter json, object value) => json.WriteNumberValue((double)value);
}
