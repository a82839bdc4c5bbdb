using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Weir.Declaration;

namespace Weir.Lab.Reading;

/// <summary>
/// Fills in the index of a range: <c>{n}</c> (also <c>{n1}</c>, <c>{n2}</c> for the ranges from the left) is what stands in the name, a number or letter; with arithmetic (<c>{n+1}</c>, <c>{n*2-1}</c>, <c>{n%4}</c>; from left to
/// right) it is a number, a letter counting as its place in the alphabet. Other braces stay.
/// </summary>
internal static partial class Template
{
    /// <summary>The same value for one name of a range; the same object when nothing in it changes.</summary>
    public static DeclaredValue Fill(DeclaredValue value, NameInstance name, MistakeList mistakes)
    {
        if (name.Indices.Count == 0) { return value; }
        switch (value)
        {
            case DeclaredText text:
                return Fill(text, name, mistakes);
            case DeclaredList list:
                DeclaredValue[]? items = null;
                for (int i = 0; i < list.Items.Count; i++)
                {
                    DeclaredValue filled = Fill(list.Items[i], name, mistakes);
                    if (!ReferenceEquals(filled, list.Items[i])) { (items ??= [.. list.Items])[i] = filled; }
                }

                return items is null ? list : new DeclaredList(list.Place, items);
            default:
                var map = (DeclaredMap)value;
                DeclaredEntry[]? entries = null;
                for (int i = 0; i < map.Entries.Count; i++)
                {
                    DeclaredEntry entry = map.Entries[i];
                    DeclaredText key = Fill(entry.Key, name, mistakes);
                    DeclaredValue filled = Fill(entry.Value, name, mistakes);
                    if (!ReferenceEquals(key, entry.Key) || !ReferenceEquals(filled, entry.Value)) { (entries ??= [.. map.Entries])[i] = new DeclaredEntry(key, filled); }
                }

                return entries is null ? map : new DeclaredMap(map.Place, entries);
        }
    }

    private static DeclaredText Fill(DeclaredText text, NameInstance name, MistakeList mistakes)
    {
        if (!text.Text.Contains("{n", StringComparison.Ordinal)) { return text; }
        var filled = new StringBuilder();
        int at = 0;
        foreach (Match match in Place().Matches(text.Text))
        {
            filled.Append(text.Text, at, match.Index - at);
            at = match.Index + match.Length;
            int which = match.Groups["which"].Value is { Length: > 0 } digit ? digit[0] - '1' : 0;
            if (which < 0 || which >= name.Indices.Count)
            {
                mistakes.Add(text.Place, $"'{match.Value}' means range {which + 1} of the name, which has {name.Indices.Count}", name.Indices.Count == 1 ? "write {n}" : $"write {{n1}} to {{n{name.Indices.Count}}}");
                return text;
            }

            filled.Append(match.Groups["step"].Success ? Calculate(name.Indices[which], match.Groups["step"].Captures, text, mistakes) : name.Words[which]);
        }

        if (at == 0) { return text; }
        filled.Append(text.Text, at, text.Text.Length - at);
        return new DeclaredText(text.Place, filled.ToString(), text.IsQuoted);
    }

    private static string Calculate(long index, CaptureCollection steps, DeclaredText text, MistakeList mistakes)
    {
        Int128 value = index;
        foreach (System.Text.RegularExpressions.Capture step in steps)
        {
            long operand = long.Parse(step.Value.AsSpan(1), CultureInfo.InvariantCulture);
            if (operand == 0 && (step.Value[0] is '/' or '%'))
            {
                mistakes.Add(text.Place, $"{text.Shown} divides by zero", "divide by 1 or more");
                return "0";
            }

            value = step.Value[0] switch { '+' => value + operand, '-' => value - operand, '*' => value * operand, '/' => value / operand, _ => value % operand };
            if (value > long.MaxValue || value < long.MinValue)
            {
                mistakes.Add(text.Place, $"{text.Shown} becomes too large", "use smaller numbers");
                return "0";
            }
        }

        return value.ToString(CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"\{n(?<which>[0-9])?(?<step>[-+*/%][0-9]{1,9})*\}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Place();
}
