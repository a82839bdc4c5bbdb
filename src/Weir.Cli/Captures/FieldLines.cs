using System.Globalization;
using Weir.Wire;

namespace Weir.Cli.Captures;

/// <summary>Collects the fields of a decoded value as name and text, names joined by dots.</summary>
internal sealed class FieldLines : IFieldVisitor
{
    private const int LongestBytes = 64;
    private readonly List<string> _path = [];

    /// <summary>The fields in the order of the wire.</summary>
    public List<(string Name, string Value)> Lines { get; } = [];

    /// <inheritdoc/>
    public void Begin(string name) => _path.Add(name);

    /// <inheritdoc/>
    public void End() => _path.RemoveAt(_path.Count - 1);

    /// <inheritdoc/>
    public void Field(string name, string value) => Lines.Add((Full(name), value));

    /// <inheritdoc/>
    public void Field(string name, long value) => Lines.Add((Full(name), value.ToString(CultureInfo.InvariantCulture)));

    /// <inheritdoc/>
    public void Field(string name, bool value) => Lines.Add((Full(name), value ? "true" : "false"));

    /// <inheritdoc/>
    public void Field(string name, ReadOnlySpan<byte> value) => Lines.Add((Full(name), value.Length <= LongestBytes
        ? Convert.ToHexStringLower(value)
        : $"{Convert.ToHexStringLower(value[..LongestBytes])}... ({value.Length} bytes)"));

    // tshark-like names carry their path already.
    private string Full(string name) => _path.Count == 0 ? name : $"{string.Join('.', _path)}.{name}";
}
