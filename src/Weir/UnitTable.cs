using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Weir;

/// <summary>The units of one kind of value. Reads <c>NUMBER UNIT</c> and says what is wrong with anything else.</summary>
/// <param name="kind">What is read, with its article: <c>a data rate</c>.</param>
/// <param name="example">A right text, for hints; its unit is the one that a hint puts behind a number without.</param>
/// <param name="units">Each unit's name, its size in the smallest unit, and other spellings.</param>
/// <param name="ambiguous">Spellings that are refused, and what to write instead.</param>
internal sealed class UnitTable(string kind, string example, UnitTable.Unit[] units, UnitTable.Refusal[] ambiguous)
{
    /// <summary>What is left of a text in a message; longer ones are cut.</summary>
    private const int ShownLength = 40;

    /// <summary>Reads the value in the smallest unit; never negative.</summary>
    public bool TryRead(string? text, out decimal value, [NotNullWhen(false)] out UnitMistake? mistake)
    {
        value = 0;
        string trimmed = (text ?? "").Trim();
        int end = NumberLength(trimmed);
        string shown = trimmed.Length > ShownLength ? trimmed[..ShownLength] + "…" : trimmed;
        if (trimmed.StartsWith('-')) { mistake = new($"'{shown}' is negative", $"{kind} is a number with its unit, such as {example}"); return false; }
        if (end == 0 || !decimal.TryParse(trimmed.AsSpan(0, end), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number))
        {
            mistake = new($"'{shown}' is not {kind}", $"write a number with its unit, such as {example}");
            return false;
        }

        string unit = trimmed[end..].TrimStart();
        if (unit.Length == 0)
        {
            string likely = example[(example.IndexOf(' ', StringComparison.Ordinal) + 1)..];
            mistake = new($"'{shown}' has no unit", $"write {shown} {likely}, or another of {Names()}");
            return false;
        }

        if (Find(unit) is not { } found)
        {
            Refusal? refusal = ambiguous.FirstOrDefault(a => a.Name == unit);
            string reason = refusal is null ? $"'{shown}' has an unknown unit" : $"the unit of '{shown}' has several meanings";
            mistake = new(reason, refusal is null ? $"use one of {Names()}" : $"write {refusal.Hint}");
            return false;
        }

        if (number > decimal.MaxValue / 4 / found.Size) { mistake = new($"'{shown}' is too large", $"write {kind} such as {example}"); return false; }
        value = number * found.Size;
        mistake = null;
        return true;
    }

    /// <summary>Writes <paramref name="value"/> without loss in the first of <paramref name="order"/> that needs at most three decimals, else in <paramref name="last"/>.</summary>
    public string Format(decimal value, ReadOnlySpan<string> order, string last)
    {
        decimal amount = Math.Abs(value);
        foreach (string name in order)
        {
            decimal size = Find(name)!.Size;
            if (amount >= size && amount * 1000 % size == 0) { return Text(value / size, name); }
        }

        return Text(value / Find(last)!.Size, last);
    }

    private static string Text(decimal number, string unit) => string.Create(CultureInfo.InvariantCulture, $"{number:0.#########} {unit}");

    private static int NumberLength(string text)
    {
        int length = 0;
        while (length < text.Length && (char.IsAsciiDigit(text[length]) || text[length] == '.')) { length++; }
        return length;
    }

    private string Names() => string.Join(", ", units.Select(u => u.Name));

    // The exact spelling wins: MB/s and Mb/s differ. Then the case does not matter, where only one unit remains.
    private Unit? Find(string name)
    {
        Unit? exact = units.FirstOrDefault(u => u.Is(name, StringComparison.Ordinal));
        if (exact is not null || ambiguous.Any(a => a.Name == name)) { return exact; }
        Unit[] similar = [.. units.Where(u => u.Is(name, StringComparison.OrdinalIgnoreCase))];
        return similar.Length == 1 ? similar[0] : null;
    }

    /// <summary>A unit and its size in the smallest one.</summary>
    internal sealed class Unit(string name, decimal size, params string[] spellings)
    {
        /// <summary>The name that is written.</summary>
        public string Name => name;

        /// <summary>Its size.</summary>
        public decimal Size => size;

        /// <summary>True when <paramref name="text"/> is one of its spellings.</summary>
        public bool Is(string text, StringComparison comparison) => string.Equals(name, text, comparison) || spellings.Any(s => string.Equals(s, text, comparison));
    }

    /// <summary>A spelling that could mean several things.</summary>
    internal sealed record Refusal(string Name, string Hint);
}
