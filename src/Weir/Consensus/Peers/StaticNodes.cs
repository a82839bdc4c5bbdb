using System.Text.Json;

namespace Weir.Consensus.Peers;

/// <summary>A list of nodes that a node joins: a JSON array of URLs, as Klaytn's <c>static-nodes.json</c>.</summary>
internal static class StaticNodes
{
    /// <summary>Reads a list.</summary>
    /// <exception cref="WeirException">The file cannot be read, or is no such list; the message names file and line.</exception>
    public static IReadOnlyList<NodeUrl> Load(string path)
    {
        byte[] json;
        try { json = File.ReadAllBytes(path); }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new WeirException($"{path}: {fault.Message}", 2, fault);
        }

        var nodes = new List<NodeUrl>();
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray) { throw Mistake(path, json, 0, "a list of static nodes is a JSON array of URLs"); }
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                string? text = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
                string? error = "a node is a string, kni://ID@HOST:PORT";
                if (text is null || !NodeUrl.TryParse(text, out NodeUrl? url, out error)) { throw Mistake(path, json, reader.TokenStartIndex, error!); }
                nodes.Add(url);
            }
        }
        catch (JsonException fault)
        {
            throw new WeirException($"{path}:{(fault.LineNumber ?? 0) + 1}: no JSON: a list of static nodes is an array of URLs", 2, fault);
        }

        return nodes;
    }

    /// <summary>The list as a file holds it.</summary>
    public static string Write(IEnumerable<NodeUrl> nodes) => "[\n" + string.Join(",\n", nodes.Select(node => $"  \"{node}\"")) + "\n]\n";

    private static WeirException Mistake(string path, byte[] json, long offset, string what)
    {
        ReadOnlySpan<byte> before = json.AsSpan(0, (int)offset);
        int line = before.Count((byte)'\n') + 1;
        int column = (int)offset - before.LastIndexOf((byte)'\n');
        return new WeirException($"{path}:{line}:{column}: {what}");
    }
}
