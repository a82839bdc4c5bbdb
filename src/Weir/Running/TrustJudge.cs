using System.Globalization;
using Weir.Platform;

namespace Weir.Running;

/// <summary>
/// Says whether a run's figures can be trusted, from what disturbed it: other work on the machine, a hypervisor that took processors away, frames that captures lost, and links whose measured values are not
/// the ones asked for. Each limit is a constant with its reason; a run that stays below all of them is trustworthy.
/// </summary>
public sealed class TrustJudge
{
    /// <summary>Share of the processors' time that other processes may use. Above it the run's programs and links regularly find every processor busy.</summary>
    public const double OthersLimit = 0.5;

    /// <summary>Share of time that the hypervisor may take away.</summary>
    public const double StealLimit = 0.05;

    private readonly List<string> _reasons = [];

    /// <summary>Why the run cannot be trusted; empty when it can.</summary>
    public IReadOnlyList<string> Reasons => _reasons;

    /// <summary>True while nothing was found that disturbed the run.</summary>
    public bool IsTrustworthy => _reasons.Count == 0;

    /// <summary>Judges the processors. <paramref name="ours"/> is the CPU time in seconds that the run itself used between the two samples.</summary>
    internal void Machine(in MachineSample begin, in MachineSample end, double ours)
    {
        double total = end.Total - begin.Total;
        // A few ticks are no measurement.
        if (total < 0.2) { return; }
        double steal = (end.Steal - begin.Steal) / total;
        double others = (total - (end.Idle - begin.Idle) - (end.Steal - begin.Steal) - ours) / total;
        if (others > OthersLimit) { Add($"other processes used {Percent(others)} of the processors (limit {Percent(OthersLimit)})"); }
        if (steal > StealLimit) { Add($"the hypervisor took away {Percent(steal)} of the processors (limit {Percent(StealLimit)})"); }
    }

    /// <summary>Judges a capture: every frame that it lost may be one that a check looks for.</summary>
    public void Capture(string name, long received, long dropped)
    {
        if (dropped > 0) { Add(string.Create(CultureInfo.InvariantCulture, $"capture {name} lost {dropped} of {received + dropped} frames")); }
    }

    /// <summary>Judges a monitor: what it lost is missing in its tables, and what it took must be accounted for.</summary>
    public void Monitor(string name, long captured, long accounted, long dropped, string? fault)
    {
        if (dropped > 0) { Add(string.Create(CultureInfo.InvariantCulture, $"monitor {name} lost {dropped} of {captured + dropped} frames")); }
        if (accounted != captured) { Add(string.Create(CultureInfo.InvariantCulture, $"monitor {name} took {captured} frames and accounts for {accounted}")); }
        if (fault is not null) { Add($"monitor {name} ended early: {fault}"); }
    }

    /// <summary>Judges one value of a link; <paramref name="tolerance"/> is the difference that may be.</summary>
    public void Link(string link, string value, double asked, double measured, double tolerance, string unit)
    {
        if (Math.Abs(measured - asked) > tolerance) { Add(string.Create(CultureInfo.InvariantCulture, $"link {link}: {value} was {measured:0.###} {unit}, {asked:0.###} {unit} was asked for")); }
    }

    /// <summary>Adds a reason found elsewhere, a whole clause.</summary>
    public void Add(string reason) => _reasons.Add(reason);

    private static string Percent(double share) => (share * 100).ToString("0.#", CultureInfo.InvariantCulture) + " %";
}
