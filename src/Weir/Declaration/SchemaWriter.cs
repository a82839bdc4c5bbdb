using System.Text.Json;

namespace Weir.Declaration;

/// <summary>Writes kinds as JSON Schema (draft 2020-12, in keywords that draft 7 has too).</summary>
public static class SchemaWriter
{
    /// <summary>Writes the members of a schema object for a map of this kind, or of its shorthand.</summary>
    public static void Write(Utf8JsonWriter json, KindForm form)
    {
        if (form.Shorthand is not { } shorthand)
        {
            WriteMap(json, [form]);
            return;
        }

        json.WriteStartArray("anyOf");
        json.WriteStartObject();
        form.Keys[form.IndexOf(shorthand)].Form.WriteSchema(json);
        json.WriteEndObject();
        json.WriteStartObject();
        WriteMap(json, [form]);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    /// <summary>Writes the members of a schema object for a map that has the keys of several kinds.</summary>
    public static void WriteMap(Utf8JsonWriter json, IReadOnlyList<KindForm> forms)
    {
        json.WriteStartArray("type");
        json.WriteStringValue("object");
        // A map with nothing in it may be left out: "h1:".
        if (!forms.Any(f => f.Keys.Any(k => k.Required) || f.AtLeastOne.Count > 0)) { json.WriteStringValue("null"); }
        json.WriteEndArray();
        json.WriteString("description", forms[^1].Summary);
        json.WriteStartObject("properties");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (KeyForm key in forms.SelectMany(f => f.Keys))
        {
            foreach (string name in (string[])[key.Name, .. key.Aliases])
            {
                if (seen.Add(name)) { WriteKey(json, name, key); }
            }
        }

        json.WriteEndObject();
        KeyForm[] required = [.. forms.SelectMany(f => f.Keys).Where(k => k.Required && k.Aliases.Count == 0)];
        if (required.Length > 0)
        {
            json.WriteStartArray("required");
            foreach (KeyForm key in required) { json.WriteStringValue(key.Name); }
            json.WriteEndArray();
        }

        json.WriteBoolean("additionalProperties", false);
    }

    /// <summary>Writes one property: the key's form under its summary and default.</summary>
    public static void WriteKey(Utf8JsonWriter json, string name, KeyForm key)
    {
        json.WriteStartObject(name);
        json.WriteStartArray("allOf");
        json.WriteStartObject();
        key.Form.WriteSchema(json);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteString("title", key.Summary);
        if (key.Default is { } text) { json.WriteString("default", text); }
        json.WriteEndObject();
    }
}
