using System.Text.Json;

namespace Weir.Declaration;

/// <summary>A map whose keys are free names, such as variables of an environment. The value is an array of name and value pairs in the order of the file.</summary>
/// <param name="form">The form of each value.</param>
/// <param name="meaning">What the map is: <c>a map from names to values</c>.</param>
public sealed class NamesForm(ValueForm form, string meaning = "a map from names to values") : ValueForm
{
    /// <inheritdoc/>
    public override string Description => meaning;

    /// <inheritdoc/>
    public override bool TakesMaps => true;

    /// <inheritdoc/>
    public override object? Read(DeclaredValue value, FormReader reader)
    {
        DeclaredValue declared = value;
        if (declared is DeclaredText { IsNothing: true }) { return Array.Empty<KeyValuePair<string, object>>(); }
        if (declared is not DeclaredMap map) { return Refuse(declared, reader); }
        var entries = new List<KeyValuePair<string, object>>(map.Entries.Count);
        foreach (DeclaredEntry entry in map.Entries)
        {
            if (form.Read(entry.Value, reader) is { } read) { entries.Add(new(entry.Key.Text, read)); }
        }

        return entries.ToArray();
    }

    /// <inheritdoc/>
    public override void WriteSchema(Utf8JsonWriter json)
    {
        json.WriteString("type", "object");
        json.WriteStartObject("additionalProperties");
        form.WriteSchema(json);
        json.WriteEndObject();
    }

    /// <inheritdoc/>
    public override void WriteValue(Utf8JsonWriter json, object value)
    {
        json.WriteStartObject();
        foreach (KeyValuePair<string, object> entry in (IReadOnlyList<KeyValuePair<string, object>>)value)
        {
            json.WritePropertyName(entry.Key);
            form.WriteValue(json, entry.Value);
        }

        json.WriteEndObject();
    }
}
