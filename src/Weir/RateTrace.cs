using System.Globalization;

namespace Weir;

/// <summary>
/// A rate over time: steps in order of time, the first at zero. With a <see cref="Period"/> it begins anew after that; without, the last rate holds.
/// </summary>
public sealed class RateTrace
{
    /// <summary>Most steps of one trace: an hour in steps of 1 ms.</summary>
    public const int MaximumSteps = 3_600_000;

    /// <summary>Bits of one opportunity in mahimahi's format: a packet of 1500 bytes.</summary>
    private const int OpportunityBits = 1500 * 8;
    private readonly RateStep[] _steps;

    /// <summary>Makes a trace.</summary>
    /// <param name="steps">In order of time; the first at zero.</param>
    /// <param name="period">After which it begins anew, later than the last step; null: the last rate holds.</param>
    /// <exception cref="WeirException">The steps are none, too many, not in order, or their sum over the period is zero (nothing would ever pass).</exception>
    public RateTrace(IReadOnlyList<RateStep> steps, TimeSpan? period = null)
    {
        ArgumentNullException.ThrowIfNull(steps);
        if (steps.Count is 0 or > MaximumSteps) { throw new WeirException($"a trace has 1 to {MaximumSteps} steps, this one has {steps.Count}"); }
        if (steps[0].At != TimeSpan.Zero) { throw new WeirException("a trace begins at 0 s"); }
        for (int i = 1; i < steps.Count; i++)
        {
            if (steps[i].At <= steps[i - 1].At) { throw new WeirException($"step {i + 1} of the trace is not later than the step before"); }
        }

        if (steps.Any(s => s.Rate.BitsPerSecond < 0)) { throw new WeirException("a rate of the trace is negative"); }
        if (period is { } time && time <= steps[^1].At) { throw new WeirException("the trace begins anew before its last step"); }
        if (period is not null && steps.All(s => s.Rate.BitsPerSecond == 0)) { throw new WeirException("the trace lets nothing pass, ever"); }
        _steps = [.. steps];
        Period = period;
    }

    /// <summary>The steps in order of time.</summary>
    public IReadOnlyList<RateStep> Steps => _steps;

    /// <summary>After which the trace begins anew; null when the last rate holds.</summary>
    public TimeSpan? Period { get; }

    /// <summary>
    /// Reads a trace. Lines with one whole number are mahimahi's format: each is a time in milliseconds at which a packet of 1500 bytes may pass, and the trace begins anew after the last; it becomes the rate of
    /// each millisecond. Other lines are <c>TIME RATE</c>, with the time in seconds or with its unit: <c>0 20 Mbit/s</c>, <c>1.5 5 Mbit/s</c>, <c>1500 ms 5 Mbit/s</c>; there <c>repeat TIME</c> gives the
    /// period. <c>#</c> begins a comment.
    /// </summary>
    /// <exception cref="WeirException">A line is wrong; the message names <paramref name="name"/> and the line.</exception>
    public static RateTrace Parse(TextReader reader, string name)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var steps = new List<RateStep>();
        var opportunities = new List<long>();
        TimeSpan? period = null;
        int number = 0;
        while (reader.ReadLine() is { } line)
        {
            number++;
            string text = line.Split('#')[0].Trim();
            if (text.Length == 0) { continue; }
            if (steps.Count + opportunities.Count >= MaximumSteps) { throw new WeirException($"{name}:{number}: a trace has at most {MaximumSteps} lines"); }
            string[] words = text.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 1 && steps.Count == 0 && long.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out long millisecond))
            {
                if (millisecond > MaximumSteps) { throw new WeirException($"{name}:{number}: a trace lasts at most an hour"); }
                if (opportunities.Count > 0 && millisecond < opportunities[^1]) { throw new WeirException($"{name}:{number}: the time is before that of the line above"); }
                opportunities.Add(millisecond);
                continue;
            }

            if (opportunities.Count > 0) { throw new WeirException($"{name}:{number}: write one whole number of milliseconds, as in the lines above"); }
            if (words is ["repeat", ..])
            {
                if (!UnitText.TryParseDuration(string.Join(' ', words[1..]), out TimeSpan time, out UnitMistake? wrong)) { throw new WeirException($"{name}:{number}: {wrong}"); }
                period = time;
                continue;
            }

            steps.Add(Step(words, $"{name}:{number}"));
        }

        try { return opportunities.Count > 0 ? OfOpportunities(opportunities) : new RateTrace(steps, period); }
        catch (WeirException e) { throw new WeirException($"{name}: {e.Message}", e.ExitCode, e); }
    }

    private static RateStep Step(string[] words, string place)
    {
        // A second word that is no number is the unit of the time.
        bool withUnit = words.Length > 2 && !char.IsAsciiDigit(words[1][0]);
        string time = withUnit ? $"{words[0]} {words[1]}" : char.IsAsciiDigit(words[0][^1]) ? $"{words[0]} s" : words[0];
        if (!UnitText.TryParseDuration(time, out TimeSpan at, out UnitMistake? wrong)) { throw new WeirException($"{place}: {wrong}"); }
        string rate = string.Join(' ', words[(withUnit ? 2 : 1)..]);
        if (!DataRate.TryParse(rate, out DataRate value, out wrong)) { throw new WeirException($"{place}: {wrong}"); }
        return new RateStep(at, value);
    }

    private static RateTrace OfOpportunities(List<long> times)
    {
        long last = Math.Max(1, times[^1]);
        var steps = new List<RateStep>();
        int next = 0;
        // An opportunity at time t lies in the millisecond that ends at t; those at 0 belong to the first.
        for (long millisecond = 1; millisecond <= last; millisecond++)
        {
            int count = 0;
            while (next < times.Count && times[next] <= millisecond) { count++; next++; }
            var rate = new DataRate(count * OpportunityBits * 1000L);
            if (steps.Count == 0 || steps[^1].Rate != rate) { steps.Add(new RateStep(TimeSpan.FromMilliseconds(millisecond - 1), rate)); }
        }

        return new RateTrace(steps, TimeSpan.FromMilliseconds(last));
    }
}
