using System.Text.Json;

namespace Weir.Declaration;

/// <summary>A list of values of one form; a single value counts as a list of one. The value is an <c>object[]</c>.</summary>
/// <param name="item">The form of each value.</param>
public sealed class ListForm(ValueForm item) : ValueForm
{
    /// <summary>The form of each value.</summary>
    public ValueForm Item => item;

    /// <inheritdoc/>
    public override string Description => $"{item.Description}, or a list of them";

    /// <inheritdoc/>
    public override bool TakesMaps => item.TakesMaps;

    /// <inheritdoc/>
    public override bool TakesLists => true;

    /// <inheritdoc/>
    public override object? Read(DeclaredValue value, FormReader reader)
    {
        if (value is not DeclaredList list) { return item.Read(value, reader) is { } one ? new[] { one } : null; }
        var values = new List<object>(list.Items.Count);
        foreach (DeclaredValue declared in list.Items)
        {
            if (item.Read(declared, reader) is { } read) { values.Add(read); }
        }

        return values.ToArray();
    }

    /// <inheritdoc/>
    public override void WriteSchema(Utf8JsonWriter json)
    {
        json.WriteStartArray("anyOf");
        json.WriteStartObject();
        item.WriteSchema(json);
        json.WriteEndObject();
        json.WriteStartObject();
        json.WriteString("type", "array");
        json.WriteStartObject("items");
        item.WriteSchema(json);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    /// <inheritdoc/>
    public override void WriteValue(Utf8JsonWriter json, object value)
    {
        json.WriteStartArray();
        foreach (object one in (IReadOnlyList<object>)value) { item.WriteValue(json, one); }
        json.WriteEndArray();
    }
}
