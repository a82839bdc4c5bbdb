using System.Text.Json;

namespace Weir.Declaration;

/// <summary>Any text of one or more characters.</summary>
/// <param name="meaning">What it is, with an example: <c>a filter such as tcp port 80</c>.</param>
public sealed class TextForm(string meaning = "a text") : ScalarForm
{
    /// <inheritdoc/>
    public override string Description => meaning;

    /// <summary>Characters in a text at most.</summary>
    public const int Limit = 64 * 1024;

    /// <inheritdoc/>
    public override object? Read(DeclaredValue value, FormReader reader) =>
        // A text may hold ${ for a shell; the reader of the file has filled in what is ours.
        value is DeclaredText { Text.Length: > 0 and <= Limit } text ? text.Text : Refuse(value, reader);

    /// <inheritdoc/>
    protected override bool TryRead(string text, out object? value, out string? hint)
    {
        (value, hint) = (text, null);
        return true;
    }

    /// <inheritdoc/>
    protected override void WritePlainSchema(Utf8JsonWriter json)
    {
        json.WriteStartArray("type");
        foreach (string type in (string[])["string", "number", "boolean"]) { json.WriteStringValue(type); }
        json.WriteEndArray();
    }
}
