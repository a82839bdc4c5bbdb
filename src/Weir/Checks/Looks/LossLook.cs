using System.Globalization;
using Weir.Declaration;

namespace Weir.Checks.Looks;

/// <summary>Looks whether the share of echo requests without an answer is in bounds, for each pair of nodes. Both ways count: a request or its answer may have been lost.</summary>
internal static class LossLook
{
    private const int Size = 56;

    /// <summary>Looks once.</summary>
    public static async Task<CheckOutcome> LookAsync(Settings settings, ICheckScene scene, CancellationToken cancellation)
    {
        var order = new EchoOrder((int)settings.Integer("count"), settings.Duration("interval"), settings.Duration("timeout"), Size, 0);
        IReadOnlyList<EchoTarget> all = await Echo.AskAsync(settings, order, scene, cancellation).ConfigureAwait(false);
        EchoTarget[] wrong = [.. all.Where(one => (settings.FractionOrNull("below") is { } below && one.Loss >= below) || (settings.FractionOrNull("above") is { } above && one.Loss <= above))];
        if (wrong.Length > 0) { return CheckOutcome.Fail(string.Create(CultureInfo.InvariantCulture, $"{wrong[0].Loss * 100:0.###} % lost; {PingLook.Describe(wrong)}")); }
        return CheckOutcome.Pass(all.Count switch
        {
            1 => string.Create(CultureInfo.InvariantCulture, $"{all[0].Loss * 100:0.###} % lost; {all[0]}"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{all.Min(one => one.Loss) * 100:0.###} to {all.Max(one => one.Loss) * 100:0.###} % lost over {all.Count} pairs"),
        });
    }
}
