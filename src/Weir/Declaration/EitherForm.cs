using System.Text.Json;

namespace Weir.Declaration;

/// <summary>A value of one of several forms; the first that takes it wins. Which one it was shows in the type of the value, so the forms should differ in that.</summary>
/// <param name="forms">The forms.</param>
public sealed class EitherForm(params IReadOnlyList<ValueForm> forms) : ValueForm
{
    /// <inheritdoc/>
    public override string Description => string.Join(", or ", forms.Select(f => f.Description));

    /// <inheritdoc/>
    public override bool TakesMaps => forms.Any(f => f.TakesMaps);

    /// <inheritdoc/>
    public override bool TakesLists => forms.Any(f => f.TakesLists);

    /// <inheritdoc/>
    public override object? Read(DeclaredValue value, FormReader reader)
    {
        ValueForm[] fitting = [.. forms.Where(f => value switch { DeclaredMap => f.TakesMaps, DeclaredList => f.TakesLists, _ => f is ScalarForm || !f.TakesMaps || f is NestedForm { Form.Shorthand: not null } })];
        if (fitting.Length == 0) { return Refuse(value, reader); }
        string? hint = null;
        foreach (ValueForm form in fitting)
        {
            var trial = new FormReader(new MistakeList(), reader.Names);
            object? read = form.Read(value, trial);
            if (read is not null && trial.Mistakes.Count == 0) { return read; }
            // Only one form can be meant: its mistakes say more than ours.
            if (fitting.Length == 1) { return form.Read(value, reader); }
            if (trial.Mistakes.InOrder() is [{ Hint: { Length: > 0 } found }, ..] && (hint is null || found.StartsWith("did you mean", StringComparison.Ordinal))) { hint = found; }
        }

        return value is DeclaredText { Text: var text } && text.Contains("${", StringComparison.Ordinal) ? null : Refuse(value, reader, hint);
    }

    /// <inheritdoc/>
    public override void WriteSchema(Utf8JsonWriter json)
    {
        json.WriteStartArray("anyOf");
        foreach (ValueForm form in forms)
        {
            json.WriteStartObject();
            form.WriteSchema(json);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <inheritdoc/>
    public override void WriteValue(Utf8JsonWriter json, object value) => FormOf(value).WriteValue(json, value);

    private ValueForm FormOf(object value) => forms.FirstOrDefault(f => f switch
    {
        NestedForm => value is Settings,
        NamesForm => value is KeyValuePair<string, object>[],
        ListForm or ReferenceForm { TakesLists: true } => value is object[],
        IntegerForm => value is long,
        NumberForm or FractionForm => value is double,
        FlagForm => value is bool,
        DurationForm => value is TimeSpan,
        RateForm => value is DataRate,
        SizeForm => value is DataSize,
        AddressForm => value is System.Net.IPAddress,
        PrefixForm => value is IpPrefix,
        _ => value is string,
    }) ?? forms[^1];
}
