namespace Weir.Decoding;

/// <summary>A part of an expression.</summary>
internal abstract class WhereNode
{
    public abstract bool Holds(FieldValues values);

    /// <summary>Both hold.</summary>
    public sealed class And(WhereNode left, WhereNode right) : WhereNode
    {
        public override bool Holds(FieldValues values) => left.Holds(values) && right.Holds(values);
    }

    /// <summary>One holds.</summary>
    public sealed class Or(WhereNode left, WhereNode right) : WhereNode
    {
        public override bool Holds(FieldValues values) => left.Holds(values) || right.Holds(values);
    }

    /// <summary>It does not hold.</summary>
    public sealed class Not(WhereNode inner) : WhereNode
    {
        public override bool Holds(FieldValues values) => !inner.Holds(values);
    }

    /// <summary>The field is there.</summary>
    public sealed class Exists(string field) : WhereNode
    {
        public override bool Holds(FieldValues values) => values[field].Count > 0;
    }

    /// <summary>A value of the field compares so with a literal.</summary>
    public sealed class Compare(string field, string comparison, WhereLiteral literal) : WhereNode
    {
        public override bool Holds(FieldValues values)
        {
            foreach (FieldValue value in values[field])
            {
                if (Holds(value)) { return true; }
            }

            return false;
        }

        private bool Holds(FieldValue value) => comparison switch
        {
            "==" => literal.Equals(value),
            "!=" => !literal.Equals(value),
            "contains" => value.Text.Contains(literal.Text, StringComparison.Ordinal),
            _ => literal.CompareWith(value) is { } order && comparison switch
            {
                "<" => order < 0,
                "<=" => order <= 0,
                ">" => order > 0,
                _ => order >= 0,
            },
        };
    }

    /// <summary>A value of the field is one of several literals.</summary>
    public sealed class In(string field, IReadOnlyList<WhereLiteral> literals) : WhereNode
    {
        public override bool Holds(FieldValues values)
        {
            foreach (FieldValue value in values[field])
            {
                foreach (WhereLiteral literal in literals)
                {
                    if (literal.Equals(value)) { return true; }
                }
            }

            return false;
        }
    }
}
