using System.Globalization;
using Weir.Declaration;
using Weir.Lab;
using Weir.Lab.Building;
using Weir.Lab.Plan;

namespace Weir.Running.Scheduled;

/// <summary>Changes a living link as an event or <c>weir link set</c> says.</summary>
internal static class LinkChange
{
    /// <summary>Applies settings of the form of a link's event, and says what is in force now. <paramref name="trace"/> reads the file of a rate over time.</summary>
    /// <exception cref="WeirException">The link's back end cannot do it, or the values make no sense.</exception>
    public static string Apply(LabLink link, Settings settings, Func<string, RateTrace> trace)
    {
        Impairments aToB = LinkForms.Change(link.AtoB, settings, trace);
        Impairments bToA = LinkForms.Change(link.BtoA, settings, trace);
        foreach ((string end, object value) in settings.Entries("to"))
        {
            if (value is not Settings towards) { continue; }
            if (end == link.Plan.B.Node) { aToB = LinkForms.Change(aToB, towards, trace); }
            else if (end == link.Plan.A.Node) { bToA = LinkForms.Change(bToA, towards, trace); }
            else { throw new WeirException($"'{end}' is no end of the link {link.Plan.Name}: it has {link.Plan.A.Node} and {link.Plan.B.Node}"); }
        }

        return Apply(link, aToB, bToA);
    }

    /// <summary>Puts values in force, and says which.</summary>
    /// <exception cref="WeirException">The link's back end cannot do it, or the values make no sense.</exception>
    public static string Apply(LabLink link, Impairments aToB, Impairments bToA)
    {
        string[] mistakes = [.. aToB.Mistakes().Concat(bToA.Mistakes()).Distinct()];
        if (mistakes.Length > 0) { throw new WeirException($"link {link.Plan.Name}: {string.Join("; ", mistakes)}"); }
        link.Change(aToB, bToA);
        return Describe(link);
    }

    /// <summary>What is in force on a link.</summary>
    public static string Describe(LabLink link) => Describe(link.Plan, link.AtoB, link.BtoA);

    /// <summary>What a link was planned with.</summary>
    public static string Describe(LinkPlan plan) => Describe(plan, plan.AtoB, plan.BtoA);

    private static string Describe(LinkPlan plan, Impairments aToB, Impairments bToA)
    {
        string there = Describe(aToB), back = Describe(bToA);
        return there == back ? there : $"to {plan.B.Node} {there}; to {plan.A.Node} {back}";
    }

    /// <summary>What is in force in one direction: <c>up, 5 Mbit/s, 10 ms</c>.</summary>
    public static string Describe(Impairments values)
    {
        if (!values.Up) { return "down"; }
        var words = new List<string> { "up" };
        if (values.Trace is not null) { words.Add("rate from a trace"); }
        else if (values.Rate is { } rate) { words.Add(rate.ToString()); }
        if (values.Delay > TimeSpan.Zero) { words.Add(Time(values.Delay) + (values.Jitter > TimeSpan.Zero ? $" ± {Time(values.Jitter)}" : "")); }
        if (values.Loss > 0) { words.Add($"loss {Share(values.Loss)}"); }
        if (values.BurstLoss is not null) { words.Add("burst loss"); }
        if (values.Reorder > 0) { words.Add($"reorder {Share(values.Reorder)}"); }
        if (values.Duplicate > 0) { words.Add($"duplicate {Share(values.Duplicate)}"); }
        if (values.Corrupt > 0) { words.Add($"corrupt {Share(values.Corrupt)}"); }
        if (values.Queue != QueueLimit.Default) { words.Add($"queue {values.Queue}"); }
        return string.Join(", ", words);
    }

    private static string Time(TimeSpan time) => (time.TotalMilliseconds).ToString("0.###", CultureInfo.InvariantCulture) + " ms";

    private static string Share(double share) => (share * 100).ToString("0.####", CultureInfo.InvariantCulture) + " %";
}
