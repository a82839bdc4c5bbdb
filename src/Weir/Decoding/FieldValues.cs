using System.Globalization;
using Weir.Wire;

namespace Weir.Decoding;

/// <summary>The values of the fields that an expression names, collected while something describes itself. A field's name is the path of the values around it, joined by dots.</summary>
internal sealed class FieldValues : IFieldVisitor
{
    private readonly Dictionary<string, List<FieldValue>> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<FieldValue>>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private readonly Stack<int> _ends = [];
    private char[] _path = new char[128];
    private int _length;

    public FieldValues() => _lookup = _values.GetAlternateLookup<ReadOnlySpan<char>>();

    public IReadOnlyCollection<string> Names => _values.Keys;

    public void Want(string name) => _values.TryAdd(name, []);

    public IReadOnlyList<FieldValue> this[string name] => _values[name];

    public void Clear()
    {
        foreach (List<FieldValue> values in _values.Values) { values.Clear(); }
        _ends.Clear();
        _length = 0;
    }

    public void Begin(string name)
    {
        if (_lookup.TryGetValue(Path(name), out List<FieldValue>? layer)) { layer.Add(new FieldValue("", null)); }
        _ends.Push(_length);
        _length = Append(name);
    }

    public void End() => _length = _ends.Pop();

    public void Field(string name, string value)
    {
        if (Find(name) is { } values) { values.Add(new FieldValue(value, Number(value))); }
    }

    public void Field(string name, long value)
    {
        if (Find(name) is { } values) { values.Add(new FieldValue(value.ToString(CultureInfo.InvariantCulture), value)); }
    }

    public void Field(string name, bool value)
    {
        if (Find(name) is { } values) { values.Add(new FieldValue(value ? "true" : "false", value ? 1 : 0)); }
    }

    public void Field(string name, ReadOnlySpan<byte> value)
    {
        if (Find(name) is { } values) { values.Add(new FieldValue(Convert.ToHexStringLower(value), null, IsBytes: true)); }
    }

    private static decimal? Number(string value) => decimal.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number) ? number : null;

    private List<FieldValue>? Find(string name) => _lookup.TryGetValue(Path(name), out List<FieldValue>? values) ? values : null;

    private ReadOnlySpan<char> Path(string name) => _path.AsSpan(0, Append(name));

    private int Append(string name)
    {
        int length = _length + name.Length + 1;
        if (_path.Length < length) { Array.Resize(ref _path, 2 * length); }
        if (_length == 0)
        {
            name.CopyTo(_path);
            return name.Length;
        }

        _path[_length] = '.';
        name.CopyTo(_path.AsSpan(_length + 1));
        return length;
    }
}
