using Weir.Declaration;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlStreamEnd = YamlDotNet.Core.Events.StreamEnd;

namespace Weir.Lab.Reading;

/// <summary>
/// Reads YAML 1.2 into <see cref="DeclaredValue"/>s with their places. Anchors, aliases and merge keys (<c>&lt;&lt;</c>) are understood; depth and size are bounded, aliases counted as what they stand for.
/// </summary>
internal sealed class YamlReader
{
    /// <summary>Characters of a file at most.</summary>
    public const int LengthLimit = 16 * 1024 * 1024;

    /// <summary>Maps and lists inside each other at most.</summary>
    public const int DepthLimit = 64;

    /// <summary>Values in a file at most, aliases counted as what they stand for.</summary>
    public const int ValueLimit = 1_000_000;

    private readonly string _file;
    private readonly MistakeList _mistakes;
    private readonly Dictionary<string, (DeclaredValue Value, int Size)> _anchors = new(StringComparer.Ordinal);
    private readonly Parser _parser;
    private int _values;

    private YamlReader(string file, string text, MistakeList mistakes)
    {
        _file = file;
        _mistakes = mistakes;
        _parser = new Parser(new Scanner(new StringReader(text), skipComments: true));
    }

    /// <summary>Reads a text that must hold one map. Null after a mistake that leaves nothing to read, which then is noted.</summary>
    public static DeclaredMap? Read(string file, string text, MistakeList mistakes)
    {
        if (text.Length > LengthLimit)
        {
            mistakes.Add(new SourcePlace(file, 1, 1), $"the file has {text.Length} characters, and {LengthLimit} at most are read");
            return null;
        }

        var reader = new YamlReader(file, text, mistakes);
        try
        {
            DeclaredValue? value = reader.ReadDocument();
            if (value is DeclaredMap map) { return map; }
            if (value is null or DeclaredText { IsNothing: true }) { mistakes.Add(new SourcePlace(file, 1, 1), "the file is empty", "'weir init' writes a file to start from"); }
            else { mistakes.Add(value.Place, $"{value.Shown} where a lab file wants a map", "begin with: name: my-lab"); }
        }
        catch (YamlException fault)
        {
            reader.Explain(fault.Message, text, (int)fault.Start.Line, (int)fault.Start.Column);
        }
        // The border to the parser of YAML, whose state machine gives up on some texts in other ways.
        catch (Exception fault) when (fault is InvalidOperationException or ArgumentException or NullReferenceException or IndexOutOfRangeException)
        {
            reader.Explain("flow mapping", text, (int)(reader._parser.Current?.End.Line ?? 1), (int)(reader._parser.Current?.End.Column ?? 1));
        }

        return null;
    }

    private void Explain(string words, string text, int line, int column)
    {
        (int at, string message, string hint) = YamlFault.Explain(words, text, Math.Max(1, line), Math.Max(1, column));
        _mistakes.Add(new SourcePlace(_file, at, at == line ? Math.Max(1, column) : 1), message, hint);
    }

    private DeclaredValue? ReadDocument()
    {
        _parser.Consume<StreamStart>();
        if (_parser.Accept<YamlStreamEnd>(out _)) { return null; }
        _parser.Consume<DocumentStart>();
        DeclaredValue value = ReadValue(0);
        _parser.Consume<DocumentEnd>();
        if (!_parser.Accept<YamlStreamEnd>(out _)) { _mistakes.Add(PlaceOf(_parser.Current!), "a second document begins here", "a lab file is one document: remove the line ---"); }
        return value;
    }

    private DeclaredValue ReadValue(int depth)
    {
        if (depth > DepthLimit) { throw new YamlException(_parser.Current!.Start, _parser.Current.End, $"more than {DepthLimit} maps and lists inside each other"); }
        int before = _values;
        Count(1);
        if (!_parser.Accept<ParsingEvent>(out ParsingEvent? current)) { throw new YamlException("the file ends where a value should stand"); }
        SourcePlace place = PlaceOf(current);
        switch (current)
        {
            case AnchorAlias alias:
                _parser.MoveNext();
                if (!_anchors.TryGetValue(alias.Value.Value, out (DeclaredValue Value, int Size) anchored))
                {
                    _mistakes.Add(place, $"there is no anchor '{alias.Value.Value}' before this", FormReader.Guess(alias.Value.Value, [.. _anchors.Keys]));
                    return new DeclaredText(place, "");
                }

                Count(anchored.Size);
                return anchored.Value;
            case Scalar scalar:
                _parser.MoveNext();
                return Keep(scalar, new DeclaredText(place, scalar.Value, scalar.Style != ScalarStyle.Plain), before);
            case SequenceStart start:
                _parser.MoveNext();
                var items = new List<DeclaredValue>();
                while (!_parser.Accept<SequenceEnd>(out _)) { items.Add(ReadValue(depth + 1)); }
                _parser.MoveNext();
                return Keep(start, new DeclaredList(place, items), before);
            case MappingStart start:
                _parser.MoveNext();
                return Keep(start, ReadMap(place, depth), before);
            default:
                throw new YamlException(current.Start, current.End, $"'{current.GetType().Name}' was not expected");
        }
    }

    private DeclaredMap ReadMap(SourcePlace place, int depth)
    {
        var entries = new List<DeclaredEntry>();
        var keys = new Dictionary<string, SourcePlace>(StringComparer.Ordinal);
        List<DeclaredValue>? merged = null;
        while (!_parser.Accept<MappingEnd>(out _))
        {
            DeclaredValue key = ReadValue(depth + 1);
            DeclaredValue value = ReadValue(depth + 1);
            if (key is not DeclaredText text)
            {
                _mistakes.Add(key.Place, $"{key.Shown} cannot be a key", "in { } and [ ], put names with ranges or braces in quotes: \"h[1..3]\"");
            }
            else if (text.Text == "<<" && !text.IsQuoted)
            {
                (merged ??= []).AddRange(value is DeclaredList list ? list.Items : [value]);
            }
            else if (!keys.TryAdd(text.Text, text.Place))
            {
                SourcePlace first = keys[text.Text];
                _mistakes.Add(text.Place, $"the key '{text.Text}' stands twice in this map, first at {first.Line}:{first.Column}", "remove one of the two, or give it another name");
            }
            else { entries.Add(new DeclaredEntry(text, value)); }
        }

        _parser.MoveNext();
        foreach (DeclaredValue one in merged ?? [])
        {
            if (one is not DeclaredMap map)
            {
                _mistakes.Add(one.Place, $"'<<' takes a map, not {one.Shown}", "name an anchor of a map: <<: *name");
                continue;
            }

            foreach (DeclaredEntry entry in map.Entries)
            {
                if (keys.TryAdd(entry.Key.Text, entry.Key.Place)) { entries.Add(entry); }
            }
        }

        return new DeclaredMap(place, entries);
    }

    private T Keep<T>(NodeEvent node, T value, int before) where T : DeclaredValue
    {
        if (!node.Anchor.IsEmpty) { _anchors[node.Anchor.Value] = (value, _values - before); }
        return value;
    }

    private void Count(int values)
    {
        _values += values;
        if (_values > ValueLimit) { throw new YamlException(_parser.Current!.Start, _parser.Current.End, $"more than {ValueLimit} values, aliases counted as what they stand for"); }
    }

    private SourcePlace PlaceOf(ParsingEvent one) => new(_file, (int)one.Start.Line, (int)one.Start.Column);
}
