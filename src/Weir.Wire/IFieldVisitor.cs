namespace Weir.Wire;

/// <summary>
/// Receives the fields of a decoded value, depth first. Names are lower case with underscores; nested values lie between
/// <see cref="Begin"/> and <see cref="End"/>, and a field's full name is the path joined by dots (<c>tcp.flags.reset</c>).
/// </summary>
public interface IFieldVisitor
{
    /// <summary>Opens a nested value; <paramref name="name"/> becomes a part of the path.</summary>
    void Begin(string name);

    /// <summary>Closes what the last <see cref="Begin"/> opened.</summary>
    void End();

    /// <summary>A text field.</summary>
    void Field(string name, string value);

    /// <summary>A number.</summary>
    void Field(string name, long value);

    /// <summary>A flag.</summary>
    void Field(string name, bool value);

    /// <summary>Raw bytes, shown as lower-case hexadecimal. The span is valid during the call only.</summary>
    void Field(string name, ReadOnlySpan<byte> value);
}
