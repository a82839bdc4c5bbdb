using System.Text.Json;

namespace Weir.Declaration;

/// <summary>A map with known keys inside another; the value is a <see cref="Settings"/>. Where the kind has a shorthand, a bare value of that key is taken too.</summary>
/// <param name="form">Its keys.</param>
public sealed class NestedForm(KindForm form) : ValueForm
{
    /// <summary>Its keys.</summary>
    public KindForm Form => form;

    /// <inheritdoc/>
    public override string Description
    {
        get
        {
            string map = $"a map with keys such as {string.Join(", ", form.Keys.Take(3).Select(k => k.Name))}";
            return form.Shorthand is { } key ? $"{form.Keys[form.IndexOf(key)].Form.Description}, or {map}" : map;
        }
    }

    /// <inheritdoc/>
    public override bool TakesMaps => true;

    /// <inheritdoc/>
    public override object? Read(DeclaredValue value, FormReader reader) => reader.Read(value, form) is { IsWhole: true } settings ? settings : null;

    /// <inheritdoc/>
    public override void WriteSchema(Utf8JsonWriter json) => SchemaWriter.Write(json, form);

    /// <inheritdoc/>
    public override void WriteValue(Utf8JsonWriter json, object value) => ((Settings)value).WriteTo(json);
}
