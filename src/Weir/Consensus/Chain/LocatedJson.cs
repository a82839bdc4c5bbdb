using System.Text;
using System.Text.Json;

namespace Weir.Consensus.Chain;

/// <summary>A value of a JSON file that knows where it stands, so that whoever finds it wrong can say the line and column.</summary>
internal sealed class LocatedJson
{
    private readonly Source _source;
    private readonly long _offset;
    private readonly Dictionary<string, LocatedJson> _members = new(StringComparer.OrdinalIgnoreCase);

    private LocatedJson(Source source, string path, JsonTokenType kind, string text, long offset)
    {
        _source = source;
        Path = path;
        Kind = kind;
        Text = text;
        _offset = offset;
    }

    private sealed record Source(string Name, byte[] Bytes);

    /// <summary>The names that lead here, with dots between them.</summary>
    public string Path { get; }

    /// <summary>What it is.</summary>
    public JsonTokenType Kind { get; }

    /// <summary>The content of a string, or a number as it is written.</summary>
    public string Text { get; }

    /// <summary>The members of an object by name, in any case of letters, as Go reads them; empty for anything else.</summary>
    public IReadOnlyDictionary<string, LocatedJson> Members => _members;

    /// <summary>A member; null when it is not there or null.</summary>
    public LocatedJson? this[string name] => _members.TryGetValue(name, out LocatedJson? value) && value.Kind != JsonTokenType.Null ? value : null;

    /// <summary>Reads a text that is one JSON object.</summary>
    /// <exception cref="WeirException">It is none; the message tells the place.</exception>
    public static LocatedJson Parse(byte[] utf8, string name)
    {
        Source source = new(name, utf8);
        Utf8JsonReader reader = new(utf8);
        try
        {
            reader.Read();
            LocatedJson root = Read(ref reader, source, "");
            return root.Kind == JsonTokenType.StartObject && !reader.Read() ? root : throw root.Mistake("one JSON object belongs here");
        }
        catch (JsonException e)
        {
            throw new WeirException($"{name}:{e.LineNumber + 1}:{e.BytePositionInLine + 1}: this is no JSON: {e.Message.Split(" LineNumber")[0]}", 2, e);
        }
    }

    /// <summary>An exception that says where the value stands and what would be right.</summary>
    public WeirException Mistake(string text)
    {
        ReadOnlySpan<byte> before = _source.Bytes.AsSpan(0, (int)_offset);
        int line = before.Count((byte)'\n') + 1;
        int column = Encoding.UTF8.GetCharCount(before[(before.LastIndexOf((byte)'\n') + 1)..]) + 1;
        return new WeirException($"{_source.Name}:{line}:{column}: {(Path.Length == 0 ? "" : Path + ": ")}{text}");
    }

    // The reader itself refuses what nests deeper than 64.
    private static LocatedJson Read(ref Utf8JsonReader reader, Source source, string path)
    {
        string text = reader.TokenType switch
        {
            JsonTokenType.String => ReadText(ref reader, source, path),
            JsonTokenType.Number => Encoding.UTF8.GetString(reader.ValueSpan),
            JsonTokenType.True => "true",
            JsonTokenType.False => "false",
            _ => "",
        };
        LocatedJson value = new(source, path, reader.TokenType, text, reader.TokenStartIndex);
        if (reader.TokenType == JsonTokenType.StartArray)
        {
            reader.Skip();
        }
        else if (reader.TokenType == JsonTokenType.StartObject)
        {
            while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
            {
                string name = ReadText(ref reader, source, path);
                reader.Read();
                value._members[name] = Read(ref reader, source, path.Length == 0 ? name : path + "." + name);
            }
        }

        return value;
    }

    private static string ReadText(ref Utf8JsonReader reader, Source source, string path)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // Bytes that are no UTF-8, or an escape of half a surrogate pair: the reader looks at neither before.
            throw new LocatedJson(source, path, reader.TokenType, "", reader.TokenStartIndex).Mistake("this text has something in it that is no character");
        }
    }
}
