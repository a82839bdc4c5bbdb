using System.Globalization;
using Weir.Declaration;

namespace Weir.Checks.Looks;

/// <summary>Compares a number with the bounds that a check gives: <c>equals</c>, <c>count</c>, <c>above</c>, <c>below</c>, those that its form has.</summary>
internal static class Bounds
{
    /// <summary>Holds when the value is within all of them; <paramref name="what"/> names the value.</summary>
    public static CheckOutcome Judge(Settings settings, double value, string what)
    {
        string shown = value.ToString("0.######", CultureInfo.InvariantCulture);
        foreach (string key in (string[])["equals", "count"])
        {
            if (NumberOf(settings, key) is { } wanted && value != wanted) { return CheckOutcome.Fail(string.Create(CultureInfo.InvariantCulture, $"{what} is {shown}, not {wanted:0.######}")); }
        }

        if (NumberOf(settings, "above") is { } above && value <= above) { return CheckOutcome.Fail(string.Create(CultureInfo.InvariantCulture, $"{what} is {shown}, not above {above:0.######}")); }
        if (NumberOf(settings, "below") is { } below && value >= below) { return CheckOutcome.Fail(string.Create(CultureInfo.InvariantCulture, $"{what} is {shown}, not below {below:0.######}")); }
        return CheckOutcome.Pass($"{what} is {shown}");
    }

    private static double? NumberOf(Settings settings, string key) => settings.Form.IndexOf(key) < 0 ? null : settings.ValueOrNull(key) switch { long whole => whole, double number => number, _ => null };
}
