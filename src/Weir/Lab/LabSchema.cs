using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Weir.Declaration;

namespace Weir.Lab;

/// <summary>Writes the JSON Schema of lab files, for editors. It is made of the forms that files are read by.</summary>
public static class LabSchema
{
    /// <summary>Writes the schema as one object.</summary>
    public static void Write(Utf8JsonWriter json, LabVocabulary vocabulary)
    {
        var buffer = new ArrayBufferWriter<byte>(1 << 16);
        using (var whole = new Utf8JsonWriter(buffer)) { WriteWhole(whole, vocabulary); }
        var schema = (JsonObject)JsonNode.Parse(buffer.WrittenSpan)!;
        SchemaDefinitions.Share(schema);
        schema.WriteTo(json);
    }

    private static void WriteWhole(Utf8JsonWriter json, LabVocabulary vocabulary)
    {
        KindForm lab = LabForms.Of(vocabulary);
        json.WriteStartObject();
        json.WriteString("$schema", "https://json-schema.org/draft/2020-12/schema");
        json.WriteString("title", "Weir lab file");
        json.WriteString("description", lab.Summary);
        json.WriteString("type", "object");
        json.WriteStartObject("properties");
        foreach (KeyForm key in lab.Keys) { SchemaWriter.WriteKey(json, key.Name, key); }
        json.WriteEndObject();
        json.WriteStartObject("patternProperties");
        json.WriteStartObject("^x-");
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteBoolean("additionalProperties", false);
        json.WriteEndObject();
    }

    /// <summary>A map from names to things that say their kind.</summary>
    internal static void WriteKinds(Utf8JsonWriter json, KindForm common, IReadOnlyList<KindForm> kinds, string standard, bool kindNeeded)
    {
        WriteType(json, "object", "null");
        json.WriteStartObject("additionalProperties");
        WriteType(json, kindNeeded || common.Keys.Any(k => k.Required) ? ["object"] : ["object", "null"]);
        json.WriteStartObject("properties");
        json.WriteStartObject("kind");
        json.WriteStartArray("anyOf");
        foreach (KindForm kind in kinds)
        {
            json.WriteStartObject();
            json.WriteString("const", kind.Name);
            json.WriteString("description", kind.Summary);
            json.WriteEndObject();
        }

        json.WriteStartObject();
        json.WriteString("type", "string");
        json.WriteString("pattern", @"\$\{");
        json.WriteEndObject();
        json.WriteEndArray();
        if (standard.Length > 0) { json.WriteString("default", standard); }
        json.WriteEndObject();
        // A key may mean different things in several kinds; the kind's own name decides when the file is read.
        foreach (IGrouping<string, KeyForm> keys in common.Keys.Concat(kinds.SelectMany(k => k.Keys)).GroupBy(k => k.Name))
        {
            KeyForm[] forms = [.. keys.DistinctBy(k => k.Form.Description)];
            if (forms.Length == 1)
            {
                SchemaWriter.WriteKey(json, keys.Key, forms[0]);
                continue;
            }

            json.WriteStartObject(keys.Key);
            json.WriteStartArray("anyOf");
            foreach (KeyForm form in forms)
            {
                json.WriteStartObject();
                form.Form.WriteSchema(json);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndObject();
        string[] required = [.. common.Keys.Where(k => k.Required).Select(k => k.Name), .. kindNeeded ? (string[])["kind"] : []];
        if (required.Length > 0)
        {
            json.WriteStartArray("required");
            foreach (string name in required) { json.WriteStringValue(name); }
            json.WriteEndArray();
        }

        json.WriteBoolean("additionalProperties", false);
        json.WriteEndObject();
    }

    /// <summary>A list of things of one kind.</summary>
    internal static void WriteList(Utf8JsonWriter json, KindForm form)
    {
        WriteType(json, "array", "null");
        json.WriteStartObject("items");
        SchemaWriter.Write(json, form);
        json.WriteEndObject();
    }

    /// <summary>A list of things of which each has one key that names its kind.</summary>
    internal static void WriteItems(Utf8JsonWriter json, KindForm common, IReadOnlyList<(KindForm Form, bool HasTargets)> kinds)
    {
        WriteType(json, "array", "null");
        json.WriteStartObject("items");
        json.WriteStartArray("anyOf");
        json.WriteStartObject();
        json.WriteStartArray("enum");
        foreach ((KindForm form, _) in kinds) { json.WriteStringValue(form.Name); }
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteStartObject();
        json.WriteString("type", "object");
        json.WriteString("description", common.Summary);
        json.WriteStartObject("properties");
        foreach (KeyForm key in common.Keys) { SchemaWriter.WriteKey(json, key.Name, key); }
        foreach ((KindForm form, bool targets) in kinds)
        {
            json.WriteStartObject(form.Name);
            if (targets)
            {
                json.WriteString("type", "object");
                json.WriteString("description", form.Summary);
                json.WriteStartObject("additionalProperties");
            }

            SchemaWriter.Write(json, form);
            if (targets) { json.WriteEndObject(); }
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteBoolean("additionalProperties", false);
        if (common.Keys.Any(k => k.Required))
        {
            json.WriteStartArray("required");
            foreach (KeyForm key in common.Keys.Where(k => k.Required)) { json.WriteStringValue(key.Name); }
            json.WriteEndArray();
        }

        json.WriteStartArray("oneOf");
        foreach ((KindForm form, _) in kinds)
        {
            json.WriteStartObject();
            json.WriteStartArray("required");
            json.WriteStringValue(form.Name);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    internal static void WriteType(Utf8JsonWriter json, params string[] types)
    {
        if (types.Length == 1)
        {
            json.WriteString("type", types[0]);
            return;
        }

        json.WriteStartArray("type");
        foreach (string type in types) { json.WriteStringValue(type); }
        json.WriteEndArray();
    }
}
