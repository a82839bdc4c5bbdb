using System.Globalization;
using Weir.Wire;

namespace Weir.Tests.Fixtures;

/// <summary>Writes what a value says of itself as <c>path=value</c>.</summary>
internal sealed class FieldLines : IFieldVisitor
{
    private readonly List<string> _path = [];
    private readonly List<string> _lines = [];

    /// <summary>All fields in one line.</summary>
    public static string Of(IDescribed value)
    {
        FieldLines visitor = new();
        value.Describe(visitor);
        visitor._path.ShouldBeEmpty("each Begin has its End");
        return string.Join(' ', visitor._lines);
    }

    public void Begin(string name) => _path.Add(name + ".");

    public void End() => _path.RemoveAt(_path.Count - 1);

    public void Field(string name, string value) => _lines.Add($"{string.Concat(_path)}{name}={value}");

    public void Field(string name, long value) => Field(name, value.ToString(CultureInfo.InvariantCulture));

    public void Field(string name, bool value) => Field(name, value.ToString());

    public void Field(string name, ReadOnlySpan<byte> value) => Field(name, Convert.ToHexStringLower(value));
}
