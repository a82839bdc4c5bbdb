using System.Text.Json;
using Weir.Declaration;

namespace Weir.Lab;

/// <summary>A part of a lab file that is read by the planner once all names are known: the value is the <see cref="DeclaredValue"/> itself.</summary>
internal sealed class SectionForm(string description, bool takesLists, Action<Utf8JsonWriter> schema) : ValueForm
{
    /// <inheritdoc/>
    public override string Description => description;

    /// <inheritdoc/>
    public override bool TakesMaps => true;

    /// <inheritdoc/>
    public override bool TakesLists => takesLists;

    /// <inheritdoc/>
    public override object? Read(DeclaredValue value, FormReader reader) => value switch
    {
        DeclaredText { IsNothing: true } => value,
        DeclaredMap when !takesLists => value,
        DeclaredList when takesLists => value,
        _ => Refuse(value, reader, takesLists ? "begin each line with a hyphen: - ..." : "write one name a line, each with a colon: name: ..."),
    };

    /// <inheritdoc/>
    public override void WriteSchema(Utf8JsonWriter json) => schema(json);

    /// <inheritdoc/>
    public override void WriteValue(Utf8JsonWriter json, object value) => json.WriteNullValue();
}
