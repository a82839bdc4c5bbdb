using System.Globalization;

namespace Weir.Running;

/// <summary>How two recorded runs differ. The same results say that the experiment gave the same answers; figures that a machine measures differ between any two runs.</summary>
public sealed class RunDifference
{
    // When it began, and what else the machine did then, differs always and says nothing of the experiment.
    private static readonly string[] s_passing = ["begin", "load", "lab"];

    private RunDifference(RunRecord first, RunRecord second)
    {
        First = first;
        Second = second;
        LabLines = LineDifference.Of(first.LabText, second.LabText);
        Plan = JsonDifference.Of(first.Plan, second.Plan);
        Machine = Compare(first.Host.Where(one => !s_passing.Contains(one.Key)), second.Host.Where(one => !s_passing.Contains(one.Key)));
        Results = [.. Compare([KeyValuePair.Create("run", first.Result ?? "no verdict")], [KeyValuePair.Create("run", second.Result ?? "no verdict")]), .. CompareChecks(one => one.Result)];
        Messages = CompareChecks(one => one.Message);
        Durations = Compare(Texts(first.Durations), Texts(second.Durations));
        Counters = Compare(Texts(first.Totals()), Texts(second.Totals()));
    }

    /// <summary>The first run.</summary>
    public RunRecord First { get; }

    /// <summary>The second run.</summary>
    public RunRecord Second { get; }

    /// <summary>The lines of the lab file that only one has: <c>-LINE</c> of the first, <c>+LINE</c> of the second.</summary>
    public IReadOnlyList<string> LabLines { get; }

    /// <summary>The values of the plan that differ, by their paths.</summary>
    public IReadOnlyList<ValueDifference> Plan { get; }

    /// <summary>Versions and machine, the members of <c>host.json</c> that differ; when it began and the load then are left out.</summary>
    public IReadOnlyList<ValueDifference> Machine { get; }

    /// <summary>Results that differ: of the run (<c>run</c>) and of checks, by name.</summary>
    public IReadOnlyList<ValueDifference> Results { get; }

    /// <summary>Messages of checks that differ, by name.</summary>
    public IReadOnlyList<ValueDifference> Messages { get; }

    /// <summary>Seconds that <c>plan</c>, <c>build</c>, <c>run</c> and <c>remove</c> took, where they differ.</summary>
    public IReadOnlyList<ValueDifference> Durations { get; }

    /// <summary>Sums of the counters over all interfaces, where they differ.</summary>
    public IReadOnlyList<ValueDifference> Counters { get; }

    /// <summary>True when both runs ended with the same result, and each check did.</summary>
    public bool SameResults => Results.Count == 0;

    /// <summary>Compares two runs.</summary>
    /// <exception cref="WeirException">A record holds no lab file.</exception>
    public static RunDifference Of(RunRecord first, RunRecord second) => new(first, second);

    private List<ValueDifference> CompareChecks(Func<RecordedCheck, string> value) =>
        Compare(First.Checks.Select(one => KeyValuePair.Create(one.Name, value(one))), Second.Checks.Select(one => KeyValuePair.Create(one.Name, value(one))));

    private static IEnumerable<KeyValuePair<string, string>> Texts<T>(IEnumerable<KeyValuePair<string, T>> values) where T : IFormattable =>
        values.Select(one => KeyValuePair.Create(one.Key, one.Value.ToString(null, CultureInfo.InvariantCulture)));

    private static List<ValueDifference> Compare(IEnumerable<KeyValuePair<string, string>> first, IEnumerable<KeyValuePair<string, string>> second)
    {
        var rest = new List<KeyValuePair<string, string>>(second);
        var found = new List<ValueDifference>();
        foreach ((string name, string value) in first)
        {
            int at = rest.FindIndex(one => one.Key == name);
            string? other = at < 0 ? null : rest[at].Value;
            if (at >= 0) { rest.RemoveAt(at); }
            if (other != value) { found.Add(new ValueDifference(name, value, other)); }
        }

        found.AddRange(rest.Select(one => new ValueDifference(one.Key, null, one.Value)));
        return found;
    }
}
