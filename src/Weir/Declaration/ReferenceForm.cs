using System.Text.Json;

namespace Weir.Declaration;

/// <summary>
/// A name of something in the lab. With ranges (<c>h[1..3]</c>) and wildcards (<c>h*</c>) it may name several things: then <paramref name="many"/> must be true and the value is an array of names; else it is one name.
/// </summary>
/// <param name="kinds">What it may name.</param>
/// <param name="many">True when several may be named; a list of names too.</param>
public sealed class ReferenceForm(NameKinds kinds, bool many = false) : ScalarForm
{
    /// <summary>What it may name.</summary>
    public NameKinds Kinds => kinds;

    /// <inheritdoc/>
    public override bool TakesLists => many;

    /// <inheritdoc/>
    public override string Description => $"the name of a {NameTable.Words(kinds)}";

    /// <inheritdoc/>
    public override object? Read(DeclaredValue value, FormReader reader)
    {
        if (value is DeclaredList list && many)
        {
            var all = new List<string>();
            foreach (DeclaredValue item in list.Items)
            {
                if (Read(item, reader) is not string[] some) { return null; }
                all.AddRange(some.Where(name => !all.Contains(name)));
            }

            return all.ToArray();
        }

        if (value is not DeclaredText text || text.IsNothing) { return Refuse(value, reader, reader.Names.Of(kinds).FirstOrDefault() is { } one ? $"write a name such as {one}" : null); }
        if (text.Text.Contains("${", StringComparison.Ordinal)) { return null; }
        bool link = kinds.HasFlag(NameKinds.Link) && LinkName.IsLink(text.Text);
        string? problem;
        if ((link ? LinkName.Expand(text.Text, out problem) : NameRange.Expand(text.Text, out problem)) is not { } names)
        {
            reader.Mistakes.Add(value.Place, $"{text.Shown}: {problem}", link ? LinkName.Hint : NameRange.Hint);
            return null;
        }

        var found = new List<string>();
        foreach (NameInstance name in names)
        {
            IReadOnlyList<string> matched = reader.Names.Match(kinds, name.Text);
            if (matched.Count == 0 && link && Swapped(name.Text) is { } swapped) { matched = reader.Names.Match(kinds, swapped); }
            if (matched.Count == 0 && kinds.HasFlag(NameKinds.Outside) && name.Text.AsSpan().IndexOfAny('.', ':') > 0) { matched = [name.Text]; }
            if (matched.Count == 0)
            {
                reader.Mistakes.Add(value.Place, $"there is no {NameTable.Words(kinds & ~NameKinds.Outside)} '{name.Text}'", HintFor(name.Text, reader.Names));
                return null;
            }

            found.AddRange(matched.Where(m => !found.Contains(m)));
        }

        if (many) { return found.ToArray(); }
        if (found.Count == 1) { return found[0]; }
        reader.Mistakes.Add(value.Place, $"{text.Shown} names {found.Count} of them, where one is wanted", $"write one name, such as {found[0]}");
        return null;
    }

    /// <inheritdoc/>
    protected override bool TryRead(string text, out object? value, out string? hint)
    {
        (value, hint) = (text, null);
        return true;
    }

    /// <inheritdoc/>
    protected override void WritePlainSchema(Utf8JsonWriter json)
    {
        if (!many)
        {
            json.WriteString("type", "string");
            return;
        }

        json.WriteStartArray("type");
        json.WriteStringValue("string");
        json.WriteStringValue("array");
        json.WriteEndArray();
        json.WriteStartObject("items");
        json.WriteString("type", "string");
        json.WriteEndObject();
    }

    /// <inheritdoc/>
    public override void WriteValue(Utf8JsonWriter json, object value)
    {
        if (value is not string[] names)
        {
            json.WriteStringValue((string)value);
            return;
        }

        json.WriteStartArray();
        foreach (string name in names) { json.WriteStringValue(name); }
        json.WriteEndArray();
    }

    /// <summary>The same link with its ends in the other order.</summary>
    private static string? Swapped(string name)
    {
        (string text, int number) = LinkName.SplitNumber(name);
        string[] ends = text.Split(LinkName.Separator);
        return ends.Length != 2 ? null : $"{ends[1]}{LinkName.Separator}{ends[0]}{(number > 0 ? $" ({number})" : "")}";
    }

    private string HintFor(string name, NameTable names)
    {
        NameKinds other = names.KindsOf(name);
        // A capture without a name is called as its place, right or wrong.
        if (other is not (NameKinds.None or NameKinds.Capture)) { return $"'{name}' is a {NameTable.Words(other)}"; }
        if (name.Contains("{n", StringComparison.Ordinal)) { return "{n} is the index of a range in the name of the thing that says it, such as load[1..3]"; }
        return FormReader.Guess(name, [.. names.Of(kinds)]);
    }
}
