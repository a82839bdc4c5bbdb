using Weir.Declaration;
using Weir.Lab.Plan;

namespace Weir.Running.Applying;

/// <summary>What a changed file may not change in a living run, each with its place.</summary>
internal static class ApplyRefusals
{
    // Sections whose content the run took in when it began.
    private static readonly (string Section, string Reason)[] s_fixed =
    [
        ("captures", "captures begin before the first frame, and their files are open"),
        ("monitors", "monitors count from the first frame on"),
        ("events", "the time line of a run is fixed when its clock starts"),
        ("checks", "checks are about the whole run"),
    ];

    /// <summary>Everything that is refused, in the order of the file. <paramref name="file"/> is where a section stood that is gone.</summary>
    public static IReadOnlyList<Mistake> Find(LabPlan standing, LabPlan wanted, string file)
    {
        var refused = new List<Mistake>();
        if (standing.Name != wanted.Name) { Refuse("name", $"the lab is called '{standing.Name}' while it runs, and cannot become '{wanted.Name}'", $"write name: {standing.Name}, or end this lab with 'weir down' and build the other with 'weir up'"); }
        if (standing.Seed != wanted.Seed) { Refuse("seed", $"the seed {standing.Seed} has decided things already, and cannot become {wanted.Seed}", "put it back, or build the lab anew with 'weir down' and 'weir up'"); }
        foreach ((string section, string reason) in s_fixed)
        {
            if (TextOf(standing, section) != TextOf(wanted, section)) { Refuse(section, $"'{section}' cannot change while the lab runs: {reason}", "put it back, or build the lab anew with 'weir down' and 'weir up'"); }
        }

        return [.. refused.OrderBy(one => one.Place.Line)];

        void Refuse(string section, string message, string hint) =>
            refused.Add(new Mistake(wanted.Sections.TryGetValue(section, out PlanSection? there) ? there.Place : new SourcePlace(file, 1, 1), message, hint));
    }

    private static string TextOf(LabPlan plan, string section) => plan.Sections.TryGetValue(section, out PlanSection? there) ? there.Text : "";
}
