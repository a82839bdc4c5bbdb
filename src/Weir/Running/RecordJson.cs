using System.Text.Json;

namespace Weir.Running;

/// <summary>Reads the JSON files of a record. A run that was killed left some of them out or cut off: what cannot be read is absent.</summary>
internal static class RecordJson
{
    /// <summary>The value of a file; null when there is no such file, or it is cut off.</summary>
    public static JsonElement? Read(string path) => File.Exists(path) ? Parse(File.ReadAllText(path)) : null;

    /// <summary>The last whole line of a file of JSON lines; null when there is none.</summary>
    public static JsonElement? LastLine(string path) =>
        File.Exists(path) ? File.ReadLines(path).TakeLast(2).Reverse().Select(Parse).FirstOrDefault(line => line is not null) : null;

    /// <summary>A text member of an object; null when it has none.</summary>
    public static string? Text(this JsonElement? json, string name) => json.Member(name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    /// <summary>A number member of an object; null when it has none.</summary>
    public static double? Number(this JsonElement? json, string name) => json.Member(name) is { ValueKind: JsonValueKind.Number } value ? value.GetDouble() : null;

    /// <summary>A member of an object; null when it has none.</summary>
    public static JsonElement? Member(this JsonElement? json, string name) =>
        json is { ValueKind: JsonValueKind.Object } known && known.TryGetProperty(name, out JsonElement value) ? value : null;

    /// <summary>The items of an array; none when it is no array.</summary>
    public static IEnumerable<JsonElement?> Items(this JsonElement? json) => json is { ValueKind: JsonValueKind.Array } known ? known.EnumerateArray().Select(item => (JsonElement?)item) : [];

    /// <summary>The members of an object; none when it is no object.</summary>
    public static IEnumerable<JsonProperty> Members(this JsonElement? json) => json is { ValueKind: JsonValueKind.Object } known ? known.EnumerateObject() : [];

    private static JsonElement? Parse(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
