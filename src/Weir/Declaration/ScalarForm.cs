using System.Text.Json;

namespace Weir.Declaration;

/// <summary>A form whose values are one word or line.</summary>
public abstract class ScalarForm : ValueForm
{
    /// <summary>Reads a text. False with a hint (or null for the usual one) when it is not of this form.</summary>
    protected abstract bool TryRead(string text, out object? value, out string? hint);

    /// <summary>Writes the schema of the plain value; <c>${name}</c> is allowed beside it everywhere.</summary>
    protected abstract void WritePlainSchema(Utf8JsonWriter json);

    /// <inheritdoc/>
    public override object? Read(DeclaredValue value, FormReader reader)
    {
        if (value is not DeclaredText text) { return Refuse(value, reader); }
        // Where a mistake in a variable was noted already, what came out of it is not worth a second one.
        if (text.Text.Contains("${", StringComparison.Ordinal)) { return null; }
        return TryRead(text.Text, out object? read, out string? hint) ? read : Refuse(value, reader, hint);
    }

    /// <inheritdoc/>
    public sealed override void WriteSchema(Utf8JsonWriter json)
    {
        json.WriteStartArray("anyOf");
        json.WriteStartObject();
        WritePlainSchema(json);
        json.WriteEndObject();
        json.WriteStartObject();
        json.WriteString("type", "string");
        json.WriteString("pattern", @"\$\{|\{n");
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteString("description", Description);
    }

    /// <inheritdoc/>
    public override void WriteValue(Utf8JsonWriter json, object value) => json.WriteStringValue((string)value);

    /// <summary>Writes a type and a pattern that the whole text matches.</summary>
    private protected static void WritePattern(Utf8JsonWriter json, string pattern)
    {
        json.WriteString("type", "string");
        json.WriteString("pattern", $"^(?:{pattern})$");
    }
}
