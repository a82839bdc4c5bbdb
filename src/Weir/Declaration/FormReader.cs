namespace Weir.Declaration;

/// <summary>What reading a value needs beside the value: where mistakes go, and which names exist.</summary>
/// <param name="mistakes">Where mistakes go.</param>
/// <param name="names">The names that references may use.</param>
public sealed class FormReader(MistakeList mistakes, NameTable names)
{
    /// <summary>Where mistakes go.</summary>
    public MistakeList Mistakes { get; } = mistakes;

    /// <summary>The names that exist.</summary>
    public NameTable Names { get; } = names;

    /// <summary>Reads a map of one kind. Null after a mistake that leaves no usable settings; single wrong values are noted and left out.</summary>
    public Settings? Read(DeclaredValue value, KindForm form) => Read(value, [form])?[0];

    /// <summary>
    /// Reads one map whose keys belong to several kinds together, such as what all programs have and what a web server has: one <see cref="Settings"/> each. A key of none of them is a mistake, noted with the
    /// nearest name that is known; so is a required key that is not there.
    /// </summary>
    public IReadOnlyList<Settings>? Read(DeclaredValue value, IReadOnlyList<KindForm> forms, IReadOnlyList<string>? otherKeys = null)
    {
        DeclaredMap? map = value as DeclaredMap ?? AsMap(value, forms);
        if (map is null)
        {
            string keys = string.Join(", ", forms.SelectMany(f => f.Keys).Take(6).Select(k => k.Name));
            Mistakes.Add(value.Place, $"{value.Shown} where {NameOf(forms)} wants a map", keys.Length == 0 ? "write {}" : $"its keys are {keys}{(forms.Sum(f => f.Keys.Count) > 6 ? " ..." : "")}");
            return null;
        }

        var builders = new SettingsBuilder[forms.Count];
        for (int i = 0; i < builders.Length; i++) { builders[i] = new SettingsBuilder(forms[i], value.Place); }
        foreach (DeclaredEntry entry in map.Entries)
        {
            if (otherKeys is not null && otherKeys.Contains(entry.Key.Text)) { continue; }
            SettingsBuilder? owner = builders.FirstOrDefault(b => b.Form.IndexOf(entry.Key.Text) >= 0);
            if (owner is null)
            {
                string[] known = [.. (otherKeys ?? []).Concat(forms.SelectMany(f => f.Keys).Select(k => k.Name))];
                Mistakes.Add(entry.Key.Place, $"{NameOf(forms)} has no key '{entry.Key.Text}'", Guess(entry.Key.Text, known));
                continue;
            }

            owner.Take(entry, this);
        }

        foreach (SettingsBuilder builder in builders) { builder.CheckComplete(this); }
        return Array.ConvertAll(builders, b => b.Build());
    }

    /// <summary>A hint with the nearest known word, or with the known words when none is near.</summary>
    public static string Guess(string word, IReadOnlyList<string> known)
    {
        if (Suggestion.Nearest(word, known) is { } near) { return $"did you mean '{near}'?"; }
        return known.Count switch
        {
            0 => "there is none to name here",
            <= 12 => $"known: {string.Join(", ", known)}",
            _ => $"known: {string.Join(", ", known.Take(10))} and {known.Count - 10} more",
        };
    }

    private static string NameOf(IReadOnlyList<KindForm> forms) => $"'{forms[^1].Name}'";

    private static DeclaredMap? AsMap(DeclaredValue value, IReadOnlyList<KindForm> forms)
    {
        if (value is DeclaredText { IsNothing: true }) { return new DeclaredMap(value.Place, []); }
        foreach (KindForm form in forms)
        {
            if (form.Shorthand is { } key) { return new DeclaredMap(value.Place, [new DeclaredEntry(new DeclaredText(value.Place, key), value)]); }
        }

        return null;
    }
}
