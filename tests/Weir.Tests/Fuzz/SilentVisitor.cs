using Weir.Wire;

namespace Weir.Tests.Fuzz;

/// <summary>Takes every field, keeps none, and counts the levels: each that is opened must be closed.</summary>
internal sealed class SilentVisitor : IFieldVisitor
{
    private int _depth;

    /// <summary>Lets a value describe itself.</summary>
    public static void Visit(IDescribed value)
    {
        SilentVisitor visitor = new();
        value.Describe(visitor);
        Promise.Holds(visitor._depth == 0, "what is opened is closed");
    }

    public void Begin(string name) => _depth++;

    public void End() => Promise.Holds(--_depth >= 0, "what is closed was opened");

    public void Field(string name, string value) => Promise.Holds(value is not null, $"{name} has a value");

    public void Field(string name, long value)
    {
    }

    public void Field(string name, bool value)
    {
    }

    public void Field(string name, ReadOnlySpan<byte> value)
    {
    }
}
