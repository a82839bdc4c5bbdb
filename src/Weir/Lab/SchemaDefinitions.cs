using System.Text.Json.Nodes;

namespace Weir.Lab;

/// <summary>Moves parts of a JSON Schema that stand in several places into <c>$defs</c>, which makes it a tenth as large.</summary>
internal sealed class SchemaDefinitions
{
    private const int LeastLength = 80;
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
    private readonly JsonObject _definitions = [];

    /// <summary>Moves what repeats in <paramref name="schema"/>.</summary>
    public static void Share(JsonObject schema)
    {
        var definitions = new SchemaDefinitions();
        definitions.Count(schema);
        definitions.Move(schema);
        schema["$defs"] = definitions._definitions;
    }

    private void Count(JsonObject schema)
    {
        foreach ((JsonObject part, _) in Parts(schema))
        {
            string text = part.ToJsonString();
            _counts[text] = _counts.GetValueOrDefault(text) + 1;
            Count(part);
        }
    }

    private void Move(JsonObject schema)
    {
        foreach ((JsonObject part, Action<JsonObject> replace) in Parts(schema).ToArray())
        {
            string text = part.ToJsonString();
            if (text.Length < LeastLength || _counts[text] < 2)
            {
                Move(part);
                continue;
            }

            if (!_names.TryGetValue(text, out string? name))
            {
                name = NameFor(part);
                _names[text] = name;
                var definition = (JsonObject)part.DeepClone();
                Move(definition);
                _definitions[name] = definition;
            }

            replace(new JsonObject { ["$ref"] = $"#/$defs/{name}" });
        }
    }

    private string NameFor(JsonObject part)
    {
        string words = (part["title"] ?? part["description"])?.GetValue<string>() ?? "value";
        string name = string.Join('-', words.ToLowerInvariant().Split(words.ToLowerInvariant().Where(c => !char.IsAsciiLetterLower(c)).Distinct().ToArray(), StringSplitOptions.RemoveEmptyEntries).Take(5));
        string unique = name;
        for (int i = 2; _names.ContainsValue(unique); i++) { unique = $"{name}-{i}"; }
        return unique;
    }

    /// <summary>The schemas inside a schema, with what puts another in the place of each.</summary>
    private static IEnumerable<(JsonObject Part, Action<JsonObject> Replace)> Parts(JsonObject schema)
    {
        foreach (string key in (string[])["properties", "patternProperties", "additionalProperties", "items", "anyOf", "allOf", "oneOf"])
        {
            switch (schema[key])
            {
                case JsonArray list:
                    for (int i = 0; i < list.Count; i++)
                    {
                        int at = i;
                        if (list[i] is JsonObject one) { yield return (one, other => list[at] = other); }
                    }

                    break;
                case JsonObject map when key is "properties" or "patternProperties":
                    foreach (string name in map.Select(p => p.Key).ToArray())
                    {
                        if (map[name] is JsonObject one) { yield return (one, other => map[name] = other); }
                    }

                    break;
                case JsonObject one:
                    yield return (one, other => schema[key] = other);
                    break;
            }
        }
    }
}
