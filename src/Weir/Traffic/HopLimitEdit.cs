using System.Globalization;

namespace Weir.Traffic;

/// <summary>What becomes of the TTL or hop limit: a value, or a step up or down that stops at 255 and at 1.</summary>
internal readonly record struct HopLimitEdit(int Value, bool IsStep)
{
    /// <summary>The value after the change.</summary>
    public byte Apply(byte before) => IsStep ? (byte)Math.Clamp(before + Value, 1, 255) : (byte)Value;

    /// <summary>Reads <c>64</c>, <c>+1</c> or <c>-1</c>.</summary>
    /// <exception cref="WeirException">It is none of these, or not within 255.</exception>
    public static HopLimitEdit Parse(string text)
    {
        bool step = text.StartsWith('+') || text.StartsWith('-');
        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) || Math.Abs(value) > 255)
        {
            throw new WeirException($"'{text}' is no hop limit: write a value up to 255, or a step such as +1 or -1");
        }

        return new HopLimitEdit(value, step);
    }
}
