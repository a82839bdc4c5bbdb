namespace Weir;

/// <summary>Why a text is no value with a unit: what is wrong, and what would be right.</summary>
/// <param name="Message">What is wrong, as a sentence without its full stop: <c>'20' has no unit</c>.</param>
/// <param name="Hint">What to write instead: <c>write 20 Mbit/s</c>.</param>
public sealed record UnitMistake(string Message, string Hint)
{
    /// <summary>The mistake and the hint in one line.</summary>
    public override string ToString() => $"{Message}: {Hint}";
}
