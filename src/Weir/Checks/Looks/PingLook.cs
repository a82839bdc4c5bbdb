using System.Globalization;
using Weir.Declaration;

namespace Weir.Checks.Looks;

/// <summary>Looks whether nodes answer echo requests of others.</summary>
internal static class PingLook
{
    private const int ShownPairs = 3;
    private const int KeptTimes = 1000;

    /// <summary>Looks once.</summary>
    public static async Task<CheckOutcome> LookAsync(Settings settings, ICheckScene scene, CancellationToken cancellation)
    {
        var order = new EchoOrder((int)settings.Integer("count"), settings.Duration("interval"), settings.Duration("timeout"), (int)settings.Integer("size"), KeptTimes);
        IReadOnlyList<EchoTarget> all = await Echo.AskAsync(settings, order, scene, cancellation).ConfigureAwait(false);
        bool fails = settings.Flag("fails");
        EchoTarget[] wrong = [.. all.Where(one => fails ? one.Answered > 0 : one.Answered == 0 || one.Loss > settings.Fraction("loss"))];
        if (wrong.Length > 0) { return CheckOutcome.Fail(Describe(wrong)); }
        string answered = $"{(all.Count == 1 ? "" : $"{all.Count} pairs: ")}{all.Sum(one => (long)one.Answered)} of {all.Sum(one => (long)one.Sent)} answered";
        List<double> times = [.. all.SelectMany(one => one.Times)];
        if (times.Count == 0) { return CheckOutcome.Pass(fails ? $"{answered}, as wanted" : answered); }
        return CheckOutcome.Pass(string.Create(CultureInfo.InvariantCulture, $"{answered}, {Percentile.Of(times, 50) * 1000:0.###} ms median"));
    }

    /// <summary>The first of some pairs, and how many more there are.</summary>
    public static string Describe(IReadOnlyCollection<EchoTarget> pairs) =>
        string.Join("; ", pairs.Take(ShownPairs)) + (pairs.Count > ShownPairs ? $"; and {pairs.Count - ShownPairs} more pairs" : "");
}
