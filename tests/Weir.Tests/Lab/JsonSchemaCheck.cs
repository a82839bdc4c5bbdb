using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Weir.Tests.Lab;

/// <summary>Checks values against a JSON Schema, as far as its keywords are those that our schema uses. Another keyword fails, so that none is passed over.</summary>
internal sealed class JsonSchemaCheck(JsonObject root)
{
    private static readonly HashSet<string> s_notes = ["$schema", "$defs", "title", "description", "default"];

    /// <summary>What is wrong, each with its place in the value; empty when nothing is.</summary>
    public IReadOnlyList<string> Check(JsonNode? value) => [.. Check(root, value, "$")];

    private IEnumerable<string> Check(JsonObject schema, JsonNode? value, string at)
    {
        foreach ((string keyword, JsonNode? said) in schema)
        {
            if (s_notes.Contains(keyword)) { continue; }
            foreach (string fault in Keyword(schema, keyword, said!, value, at)) { yield return fault; }
        }
    }

    private IEnumerable<string> Keyword(JsonObject schema, string keyword, JsonNode said, JsonNode? value, string at)
    {
        switch (keyword)
        {
            case "$ref":
                string name = said.GetValue<string>()["#/$defs/".Length..];
                return Check((JsonObject)root["$defs"]![name]!, value, at);
            case "type":
                string[] types = said is JsonArray list ? [.. list.Select(t => t!.GetValue<string>())] : [said.GetValue<string>()];
                return types.Any(t => Is(t, value)) ? [] : [$"{at}: {value?.ToJsonString() ?? "null"} is no {string.Join('/', types)}"];
            case "enum":
                return ((JsonArray)said).Any(e => JsonNode.DeepEquals(e, value)) ? [] : [$"{at}: not among {said.ToJsonString()}"];
            case "const":
                return JsonNode.DeepEquals(said, value) ? [] : [$"{at}: not {said.ToJsonString()}"];
            case "pattern":
                return value is JsonValue text && text.TryGetValue(out string? word) && !Regex.IsMatch(word, said.GetValue<string>()) ? [$"{at}: '{word}' does not match {said.GetValue<string>()}"] : [];
            case "minimum":
                return value is JsonValue low && low.TryGetValue(out double least) && least < said.GetValue<double>() ? [$"{at}: {least} is too small"] : [];
            case "maximum":
                return value is JsonValue high && high.TryGetValue(out double most) && most > said.GetValue<double>() ? [$"{at}: {most} is too large"] : [];
            case "required":
                return value is JsonObject needy ? ((JsonArray)said).Select(k => k!.GetValue<string>()).Where(k => !needy.ContainsKey(k)).Select(k => $"{at}: lacks {k}") : [];
            case "items":
                return value is JsonArray items ? items.SelectMany((item, i) => Check((JsonObject)said, item, $"{at}[{i}]")) : [];
            case "properties":
                return value is JsonObject known ? ((JsonObject)said).Where(p => known.ContainsKey(p.Key)).SelectMany(p => Check((JsonObject)p.Value!, known[p.Key], $"{at}.{p.Key}")) : [];
            case "patternProperties":
                return value is JsonObject some ? some.SelectMany(v => ((JsonObject)said).Where(p => Regex.IsMatch(v.Key, p.Key)).SelectMany(p => Check((JsonObject)p.Value!, v.Value, $"{at}.{v.Key}"))) : [];
            case "additionalProperties":
                if (value is not JsonObject map) { return []; }
                IEnumerable<KeyValuePair<string, JsonNode?>> others = map.Where(p => schema["properties"]?[p.Key] is null && !((schema["patternProperties"] as JsonObject)?.Any(x => Regex.IsMatch(p.Key, x.Key)) ?? false));
                return said is JsonObject form ? others.SelectMany(p => Check(form, p.Value, $"{at}.{p.Key}")) : others.Select(p => $"{at}: unknown {p.Key}");
            case "allOf":
                return ((JsonArray)said).SelectMany(s => Check((JsonObject)s!, value, at));
            case "anyOf" or "oneOf":
                string[][] tried = [.. ((JsonArray)said).Select(s => Check((JsonObject)s!, value, at).ToArray())];
                int fitting = tried.Count(t => t.Length == 0);
                return keyword == "anyOf" ? (fitting > 0 ? [] : tried.MinBy(t => t.Length)!) : fitting == 1 ? [] : [$"{at}: fits {fitting} of oneOf"];
            default:
                throw new NotSupportedException($"the schema uses the keyword {keyword}");
        }
    }

    private static bool Is(string type, JsonNode? value) => type switch
    {
        "null" => value is null,
        "object" => value is JsonObject,
        "array" => value is JsonArray,
        "string" => value is JsonValue text && text.TryGetValue(out string? _),
        "boolean" => value is JsonValue flag && flag.TryGetValue(out bool _),
        "number" => value is JsonValue number && (number.TryGetValue(out double _) || number.TryGetValue(out long _)),
        "integer" => value is JsonValue whole && whole.TryGetValue(out long _),
        _ => throw new NotSupportedException(type.ToString(CultureInfo.InvariantCulture)),
    };
}
