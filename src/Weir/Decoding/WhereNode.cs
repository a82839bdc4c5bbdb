namespace Weir.Decoding;

/// <summary>A part of an expression.</summary>
internal abstract class WhereNode
{
    public abstract bool Holds(FieldValues values);

    /// <summary>All hold.</summary>
    public sealed class All(IReadOnlyList<WhereNode> parts) : WhereNode
    {
        public override bool Holds(FieldValues values)
        {
            foreach (WhereNode part in parts)
            {
                if (!part.Holds(values)) { return false; }
            }

            return true;
        }
    }

    /// <summary>One holds.</summary>
    public sealed class Any(IReadOnlyList<WhereNode> parts) : WhereNode
    {
        public override bool Holds(FieldValues values)
        {
            foreach (WhereNode part in parts)
            {
                if (part.Holds(values)) { return true; }
            }

            return false;
        }
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

    /// <summary>A value of the field compares so with a literal; for "not equal", all values do (as tshark has it since 3.6).</summary>
    public sealed class Compare(string field, WhereComparison comparison, WhereLiteral literal) : WhereNode
    {
        public override bool Holds(FieldValues values)
        {
            IReadOnlyList<FieldValue> all = values[field];
            if (comparison == WhereComparison.NotEqual)
            {
                foreach (FieldValue value in all)
                {
                    if (literal.Equals(value)) { return false; }
                }

                return all.Count > 0;
            }

            foreach (FieldValue value in all)
            {
                if (Holds(value)) { return true; }
            }

            return false;
        }

        private bool Holds(FieldValue value) => comparison switch
        {
            WhereComparison.Equal => literal.Equals(value),
            WhereComparison.Contains => literal.IsIn(value),
            WhereComparison.Less => literal.CompareWith(value) < 0,
            WhereComparison.AtMost => literal.CompareWith(value) <= 0,
            WhereComparison.More => literal.CompareWith(value) > 0,
            _ => literal.CompareWith(value) >= 0,
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
