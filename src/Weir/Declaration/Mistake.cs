namespace Weir.Declaration;

/// <summary>Something wrong in a file.</summary>
/// <param name="Place">Where.</param>
/// <param name="Message">What was read and why it is wrong, without a full stop.</param>
/// <param name="Hint">What would be right; empty when nothing better can be said.</param>
public sealed record Mistake(SourcePlace Place, string Message, string Hint)
{
    /// <summary>One line for people: <c>FILE:LINE:COLUMN: MESSAGE (HINT)</c>.</summary>
    public override string ToString() => Hint.Length == 0 ? $"{Place}: {Message}" : $"{Place}: {Message} ({Hint})";
}
