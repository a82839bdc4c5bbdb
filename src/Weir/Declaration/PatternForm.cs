using System.Text.Json;
using System.Text.RegularExpressions;

namespace Weir.Declaration;

/// <summary>A regular expression in the syntax of .NET, as a text.</summary>
/// <param name="example">One that helps: <c>listening on</c>.</param>
public sealed class PatternForm(string example) : ScalarForm
{
    /// <inheritdoc/>
    public override string Description => $"a regular expression such as '{example}'";

    /// <inheritdoc/>
    public override object? Read(DeclaredValue value, FormReader reader)
    {
        // It may hold ${; the reader of the file has filled in what is ours.
        if (value is not DeclaredText { Text.Length: > 0 and <= TextForm.Limit } text) { return Refuse(value, reader); }
        return TryRead(text.Text, out object? read, out string? hint) ? read : Refuse(value, reader, hint);
    }

    /// <inheritdoc/>
    protected override bool TryRead(string text, out object? value, out string? hint)
    {
        (value, hint) = (null, null);
        try
        {
            _ = Regex.IsMatch("", text, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
        }
        catch (RegexParseException wrong)
        {
            hint = $"{wrong.Message} What has a meaning of its own, such as ( or [, has a \\ before it to be meant as it is";
            return false;
        }
        catch (RegexMatchTimeoutException)
        {
            // It is one; looking with it has a limit of its own.
        }

        value = text;
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
