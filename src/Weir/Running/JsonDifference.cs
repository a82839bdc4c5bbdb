using System.Globalization;
using System.Text.Json;

namespace Weir.Running;

/// <summary>Compares two JSON values leaf by leaf. Objects in an array are paired by their <c>name</c> where they have one, so that one more item is one difference.</summary>
internal static class JsonDifference
{
    /// <summary>The leaves that differ, by their paths, in the order of the first value.</summary>
    public static IReadOnlyList<ValueDifference> Of(JsonElement? first, JsonElement? second)
    {
        Dictionary<string, string> a = Leaves(first), b = Leaves(second);
        return [.. a.Where(one => b.GetValueOrDefault(one.Key) != one.Value).Select(one => new ValueDifference(one.Key, one.Value, b.GetValueOrDefault(one.Key))),
            .. b.Where(one => !a.ContainsKey(one.Key)).Select(one => new ValueDifference(one.Key, null, one.Value))];
    }

    private static Dictionary<string, string> Leaves(JsonElement? json)
    {
        var leaves = new Dictionary<string, string>(StringComparer.Ordinal);
        if (json is { } known) { Collect(known, "", leaves); }
        return leaves;
    }

    private static void Collect(JsonElement json, string path, Dictionary<string, string> leaves)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (JsonProperty member in json.EnumerateObject()) { Collect(member.Value, path.Length == 0 ? member.Name : $"{path}.{member.Name}", leaves); }
                break;
            case JsonValueKind.Array:
                int index = 0;
                foreach (JsonElement item in json.EnumerateArray())
                {
                    string name = ((JsonElement?)item).Text("name") ?? index.ToString(CultureInfo.InvariantCulture);
                    Collect(item, $"{path}[{name}]", leaves);
                    index++;
                }

                break;
            default:
                leaves[path] = json.ToString();
                break;
        }
    }
}
