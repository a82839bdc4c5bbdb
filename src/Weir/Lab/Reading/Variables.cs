using System.Text;
using Weir.Declaration;

namespace Weir.Lab.Reading;

/// <summary>The variables of a lab file. What the command line sets wins, then the environment (<c>WEIR_VAR_name</c>), then the file. <c>${name}</c> and <c>${name:=default}</c> are filled in; <c>$${</c> stays as <c>${</c>.</summary>
internal sealed class Variables(IReadOnlyList<KeyValuePair<string, string>> sets, Func<string, string?> environment, MistakeList mistakes)
{
    private readonly Dictionary<string, string> _file = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, string> _used = new(StringComparer.Ordinal);
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    /// <summary>The variables that were declared or used, and their values, by name.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Values => [.. _used];

    /// <summary>Takes the variables that a file declares; those of a file that was taken before win. The values may use variables declared before.</summary>
    public void Declare(DeclaredMap vars)
    {
        foreach (DeclaredEntry entry in vars.Entries)
        {
            if (!IsName(entry.Key.Text)) { mistakes.Add(entry.Key.Place, $"'{entry.Key.Text}' is no name of a variable", "use letters, digits and _, a letter first"); }
            else if (entry.Value is not DeclaredText text) { mistakes.Add(entry.Value.Place, $"{entry.Value.Shown} is no value of a variable", "write a single value: a number, a text, a duration"); }
            else
            {
                _known.Add(entry.Key.Text);
                string value = Fill(text).Text;
                _file.TryAdd(entry.Key.Text, value);
                _used[entry.Key.Text] = ValueOf(entry.Key.Text) ?? "";
            }
        }
    }

    /// <summary>The same value with all variables filled in; the same object when there are none.</summary>
    public DeclaredValue Fill(DeclaredValue value)
    {
        switch (value)
        {
            case DeclaredText text:
                return Fill(text);
            case DeclaredList list:
                DeclaredValue[]? items = null;
                for (int i = 0; i < list.Items.Count; i++)
                {
                    DeclaredValue filled = Fill(list.Items[i]);
                    if (!ReferenceEquals(filled, list.Items[i])) { (items ??= [.. list.Items])[i] = filled; }
                }

                return items is null ? list : new DeclaredList(list.Place, items);
            default:
                var map = (DeclaredMap)value;
                DeclaredEntry[]? entries = null;
                for (int i = 0; i < map.Entries.Count; i++)
                {
                    DeclaredEntry entry = map.Entries[i];
                    DeclaredText key = Fill(entry.Key);
                    DeclaredValue filled = Fill(entry.Value);
                    if (!ReferenceEquals(key, entry.Key) || !ReferenceEquals(filled, entry.Value)) { (entries ??= [.. map.Entries])[i] = new DeclaredEntry(key, filled); }
                }

                return entries is null ? map : new DeclaredMap(map.Place, entries);
        }
    }

    /// <summary>Notes each <c>--set</c> of a variable that no file declares or uses.</summary>
    public void CheckSets()
    {
        foreach ((string name, _) in sets)
        {
            if (!_known.Contains(name)) { mistakes.Add(new SourcePlace("--set", 0, 0), $"the file has no variable '{name}'", FormReader.Guess(name, [.. _known.Order(StringComparer.Ordinal)])); }
        }
    }

    private DeclaredText Fill(DeclaredText text)
    {
        if (!text.Text.Contains("${", StringComparison.Ordinal)) { return text; }
        var filled = new StringBuilder(text.Text.Length);
        int at = 0;
        while (at < text.Text.Length)
        {
            int open = text.Text.IndexOf("${", at, StringComparison.Ordinal);
            if (open < 0) { break; }
            if (open > at && text.Text[open - 1] == '$')
            {
                filled.Append(text.Text, at, open - at).Append('{');
                at = open + 2;
                continue;
            }

            filled.Append(text.Text, at, open - at);
            int close = text.Text.IndexOf('}', open);
            var place = new SourcePlace(text.Place.File, text.Place.Line, text.Place.Column + (text.Text.Contains('\n', StringComparison.Ordinal) ? 0 : open + (text.IsQuoted ? 1 : 0)));
            if (close < 0)
            {
                mistakes.Add(place, "a '${' without its '}'", "write ${name}, or $${ for a ${ that is not ours");
                return text;
            }

            string inside = text.Text[(open + 2)..close];
            int colon = inside.IndexOf(":=", StringComparison.Ordinal);
            string name = colon < 0 ? inside : inside[..colon];
            if (!IsName(name))
            {
                mistakes.Add(place, $"'${{{inside}}}' is no variable", "write ${name} or ${name:=default}, and $${ for a ${ that is the shell's");
                return text;
            }

            _known.Add(name);
            string? value = ValueOf(name) ?? (colon < 0 ? null : inside[(colon + 2)..]);
            if (value is null)
            {
                string guess = Suggestion.Nearest(name, _file.Keys.Order(StringComparer.Ordinal)) is { } near ? $"did you mean '{near}'?" : $"add it to vars, or write $${{{name}}} if it is the shell's";
                mistakes.Add(place, $"there is no variable '{name}'", guess);
                return text;
            }

            _used[name] = value;
            filled.Append(value);
            at = close + 1;
        }

        filled.Append(text.Text, at, text.Text.Length - at);
        return new DeclaredText(text.Place, filled.ToString(), text.IsQuoted);
    }

    private string? ValueOf(string name)
    {
        foreach ((string set, string value) in sets)
        {
            if (set == name) { return value; }
        }

        return environment("WEIR_VAR_" + name) ?? _file.GetValueOrDefault(name);
    }

    private static bool IsName(string name) => name.Length is > 0 and <= 64 && (char.IsAsciiLetter(name[0]) || name[0] == '_') && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-');
}
