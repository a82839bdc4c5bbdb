using System.Text.Json;

namespace Weir.Declaration;

/// <summary>What the value of a key may be. A form reads values, says what it wants in words for messages, writes itself as JSON Schema, and writes the values that it has read as JSON.</summary>
public abstract class ValueForm
{
    /// <summary>What it wants, with an example: <c>a duration such as 10 ms</c>.</summary>
    public abstract string Description { get; }

    /// <summary>True when a map can be a value of this form.</summary>
    public virtual bool TakesMaps => false;

    /// <summary>True when a list can be a value of this form.</summary>
    public virtual bool TakesLists => false;

    /// <summary>Reads a value. Null after a mistake, which then is noted with <paramref name="reader"/>.</summary>
    public abstract object? Read(DeclaredValue value, FormReader reader);

    /// <summary>Writes the members of a JSON Schema object for this form.</summary>
    public abstract void WriteSchema(Utf8JsonWriter json);

    /// <summary>Writes a value that this form has read, in one way only: durations in seconds, rates in bits a second, sizes in bytes, fractions between 0 and 1.</summary>
    public abstract void WriteValue(Utf8JsonWriter json, object value);

    /// <summary>Notes that <paramref name="value"/> is not what this form wants.</summary>
    protected object? Refuse(DeclaredValue value, FormReader reader, string? hint = null)
    {
        reader.Mistakes.Add(value.Place, $"{value.Shown} is not {Description}", hint ?? $"write {Description}");
        return null;
    }
}
