namespace Weir.Decoding;

/// <summary>
/// A condition over named fields, as <c>--where</c> takes it: <c>tcp.dstport == 80 and ip.src in {10.0.0.0/8} and not (tcp.len &lt; 10 or http.header.host contains "example")</c>.
/// A name alone asks whether the field is there. A field that occurs several times holds when one of its values does; <c>!=</c> holds when the field is there and no value is equal.
/// Compiled once; an instance serves one thread (docs/formats/where.md).
/// </summary>
public sealed class WhereExpression
{
    private readonly WhereNode _root;
    private readonly FieldValues _values;

    private WhereExpression(WhereNode root, FieldValues values)
    {
        _root = root;
        _values = values;
    }

    /// <summary>The fields that the expression names.</summary>
    public IReadOnlyCollection<string> Fields => _values.Names;

    /// <summary>
    /// Compiles an expression. Throws <see cref="WeirException"/> with the column and what would be right when it has another form, or when <paramref name="problemOf"/> says what is wrong with the
    /// name of a field (null: nothing).
    /// </summary>
    public static WhereExpression Parse(string text, Func<string, string?>? problemOf = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        var values = new FieldValues();
        WhereNode root = new WhereParser(text, values, problemOf).Parse();
        return new WhereExpression(root, values);
    }

    /// <summary>Begins with a new thing: forget the last one's fields, then let the new one's be visited by what this returns.</summary>
    public Wire.IFieldVisitor Begin()
    {
        _values.Clear();
        return _values;
    }

    /// <summary>True when the fields visited since <see cref="Begin"/> fulfil the expression.</summary>
    public bool Holds() => _root.Holds(_values);
}
