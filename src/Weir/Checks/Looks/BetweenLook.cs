using System.Globalization;
using Weir.Declaration;

namespace Weir.Checks.Looks;

/// <summary>Looks at the time between two events of the run.</summary>
internal static class BetweenLook
{
    /// <summary>Looks once.</summary>
    public static Task<CheckOutcome> LookAsync(Settings settings, ICheckScene scene, CancellationToken cancellation)
    {
        IReadOnlyList<SceneEvent> events = scene.Events();
        SceneEvent? first = Find(events, settings.Text("from"), double.NegativeInfinity);
        if (first is not { } from) { return Task.FromResult(CheckOutcome.Fail($"'{settings.Text("from")}' has not happened")); }
        if (Find(events, settings.Text("to"), from.Time) is not { } to) { return Task.FromResult(CheckOutcome.Fail($"'{settings.Text("to")}' has not happened after {from.Time:0.000} s")); }
        double seconds = to.Time - from.Time;
        string shown = string.Create(CultureInfo.InvariantCulture, $"{seconds:0.000} s from {Describe(from)} to {Describe(to)}");
        bool wrong = (settings.DurationOrNull("below") is { } below && seconds >= below.TotalSeconds) || (settings.DurationOrNull("above") is { } above && seconds <= above.TotalSeconds);
        return Task.FromResult(new CheckOutcome(!wrong, shown));
    }

    // An event is meant by its kind, its kind with a subject, or words of what it says: "program-ready web", "link s1 -- s2", "mark half time".
    private static SceneEvent? Find(IReadOnlyList<SceneEvent> events, string wanted, double after)
    {
        foreach (SceneEvent one in events)
        {
            if (one.Time < after) { continue; }
            if (one.Kind == wanted || $"{one.Kind} {one.Subject}" == wanted || $"{one.Kind} {one.Text}" == wanted || $"{one.Kind} {one.Subject} {one.Text}" == wanted) { return one; }
        }

        return null;
    }

    private static string Describe(SceneEvent one) => one.Subject.Length == 0 ? one.Kind : $"{one.Kind} {one.Subject}";
}
