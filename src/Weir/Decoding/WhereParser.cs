using System.Globalization;

namespace Weir.Decoding;

/// <summary>Reads an expression: <c>or</c> binds least, then <c>and</c>, then <c>not</c>. Errors name the column and what would be right.</summary>
internal sealed class WhereParser(string text, FieldValues values, Func<string, string?>? problemOf)
{
    /// <summary>Nested parentheses: more are a mistake or an attack on the stack.</summary>
    private const int MaxDepth = 64;

    private static readonly (string Word, WhereComparison Comparison)[] Comparisons =
    [
        ("==", WhereComparison.Equal), ("!=", WhereComparison.NotEqual), ("<=", WhereComparison.AtMost), (">=", WhereComparison.AtLeast),
        ("<", WhereComparison.Less), (">", WhereComparison.More), ("contains", WhereComparison.Contains),
    ];

    private int _at;
    private int _depth;

    public WhereNode Parse()
    {
        WhereNode node = Or();
        Space();
        return _at == text.Length ? node : throw Fault("expected 'and', 'or' or the end");
    }

    private WhereNode Or()
    {
        WhereNode first = And();
        if (!Take("or") && !Take("||")) { return first; }
        var parts = new List<WhereNode> { first };
        do { parts.Add(And()); } while (Take("or") || Take("||"));
        return new WhereNode.Any(parts);
    }

    private WhereNode And()
    {
        WhereNode first = Not();
        if (!Take("and") && !Take("&&")) { return first; }
        var parts = new List<WhereNode> { first };
        do { parts.Add(Not()); } while (Take("and") || Take("&&"));
        return new WhereNode.All(parts);
    }

    private WhereNode Not()
    {
        if (++_depth > MaxDepth) { throw Fault("more than 64 levels of parentheses and 'not'"); }
        WhereNode node;
        if (Take("not") || (!Ahead("!=") && Take("!"))) { node = new WhereNode.Not(Not()); }
        else if (Take("("))
        {
            node = Or();
            if (!Take(")")) { throw Fault("expected ')'"); }
        }
        else { node = Condition(); }
        _depth--;
        return node;
    }

    private WhereNode Condition()
    {
        string field = Name();
        if (problemOf?.Invoke(field) is { } problem) { throw Fault(problem, field.Length); }
        values.Want(field);
        foreach ((string word, WhereComparison comparison) in Comparisons)
        {
            if (Take(word)) { return new WhereNode.Compare(field, comparison, Compared(word, comparison)); }
        }

        if (Take("=")) { throw Fault("'=' compares nothing: write '=='", 1); }
        return Take("in") ? new WhereNode.In(field, Set()) : new WhereNode.Exists(field);
    }

    private WhereLiteral Compared(string word, WhereComparison comparison)
    {
        Space();
        int begin = _at;
        WhereLiteral literal = Literal();
        if (comparison is WhereComparison.Equal or WhereComparison.NotEqual or WhereComparison.Contains || literal.HasOrder) { return literal; }
        throw Fault($"'{word}' compares numbers, addresses and text in quotes; {literal.Text} is none of them", _at - begin);
    }

    private List<WhereLiteral> Set()
    {
        if (!Take("{")) { throw Fault("expected '{' and values, such as {80, 443}"); }
        var literals = new List<WhereLiteral>();
        while (!Take("}"))
        {
            literals.Add(Literal());
            Take(",");
        }

        return literals.Count > 0 ? literals : throw Fault("'in' needs at least one value between the braces", 1);
    }

    private string Name()
    {
        Space();
        int begin = _at;
        while (_at < text.Length && (char.IsAsciiLetterOrDigit(text[_at]) || text[_at] is '_' or '.' or '-')) { _at++; }
        if (_at == begin || !char.IsAsciiLetter(text[begin])) { throw Fault("expected the name of a field, such as tcp.dstport", _at - begin); }
        return text[begin.._at];
    }

    private WhereLiteral Literal()
    {
        Space();
        int begin = _at;
        if (_at < text.Length && text[_at] is '"' or '\'')
        {
            char quote = text[_at++];
            int end = text.IndexOf(quote, _at);
            if (end < 0) { throw Fault("the text has no end: a quote is missing", 1); }
            _at = end + 1;
            return WhereLiteral.Quoted(text[(begin + 1)..end]);
        }

        while (_at < text.Length && !char.IsWhiteSpace(text[_at]) && text[_at] is not (')' or '}' or ',' or '(' or '{' or '&' or '|' or '"' or '\'')) { _at++; }
        if (_at == begin) { throw Fault("expected a value: a number, an address, or text in quotes"); }
        return WhereLiteral.TryRead(text[begin.._at], out WhereLiteral literal, out string problem) ? literal : throw Fault(problem, _at - begin);
    }

    private void Space()
    {
        while (_at < text.Length && char.IsWhiteSpace(text[_at])) { _at++; }
    }

    private bool Ahead(string token)
    {
        Space();
        return text.AsSpan(_at).StartsWith(token, StringComparison.Ordinal);
    }

    private bool Take(string token)
    {
        if (!Ahead(token)) { return false; }
        // A word ends where no letter follows: 'order' is not 'or'.
        int end = _at + token.Length;
        if (char.IsAsciiLetter(token[0]) && end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] is '_' or '.')) { return false; }
        _at = end;
        return true;
    }

    private WeirException Fault(string message, int back = 0) =>
        new(string.Create(CultureInfo.InvariantCulture, $"--where, column {_at - back + 1}: {message} (in: {text})"));
}
