using System.Globalization;
using Weir.Declaration;

namespace Weir.Checks.Looks;

/// <summary>Looks whether a percentile of the round-trip times is in bounds, for each pair of nodes.</summary>
internal static class RttLook
{
    private const int Size = 56;

    /// <summary>Looks once.</summary>
    public static async Task<CheckOutcome> LookAsync(Settings settings, ICheckScene scene, CancellationToken cancellation)
    {
        int count = (int)settings.Integer("count");
        var order = new EchoOrder(count, settings.Duration("interval"), settings.Duration("timeout"), Size, count);
        IReadOnlyList<EchoTarget> all = await Echo.AskAsync(settings, order, scene, cancellation).ConfigureAwait(false);
        double percent = settings.Number("percentile"), least = double.PositiveInfinity, most = 0;
        foreach (EchoTarget one in all)
        {
            if (one.Answered == 0) { return CheckOutcome.Fail(one.ToString()); }
            double seconds = Percentile.Of(one.Times, percent);
            (least, most) = (Math.Min(least, seconds), Math.Max(most, seconds));
            bool wrong = (settings.DurationOrNull("below") is { } below && seconds >= below.TotalSeconds) || (settings.DurationOrNull("above") is { } above && seconds <= above.TotalSeconds);
            if (wrong) { return CheckOutcome.Fail($"{one}, {Name(percent)} {Text(seconds)} ms"); }
        }

        string answered = $"{all.Sum(one => (long)one.Answered)} of {all.Sum(one => (long)one.Sent)} answered";
        return CheckOutcome.Pass(all.Count switch
        {
            1 => $"{Name(percent)} {Text(most)} ms, {answered}",
            _ => $"{Name(percent)} {Text(least)} to {Text(most)} ms over {all.Count} pairs, {answered}",
        });
    }

    private static string Name(double percent) => percent == 50 ? "median" : string.Create(CultureInfo.InvariantCulture, $"percentile {percent:0.##}");

    private static string Text(double seconds) => (seconds * 1000).ToString("0.###", CultureInfo.InvariantCulture);
}
