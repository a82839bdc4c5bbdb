using System.Globalization;
using Weir.Running;

namespace Weir.Cli.Runs;

/// <summary>Which recorded run a verb is about.</summary>
internal static class RecordChoice
{
    /// <summary>How a run can be named, for help texts.</summary>
    public const string Ways = "its id, the name of its lab (the latest run of it), 'last', 'last~1' for the one before, or its folder";

    /// <summary>The folder of the runs that verbs look at.</summary>
    public static string Home(CommandContext context) => RunFolder.Home(context.WorkingFolder, Environment.GetEnvironmentVariable("WEIR_RUNS"));

    /// <summary>The run that <paramref name="wanted"/> names.</summary>
    /// <exception cref="WeirException">There is none.</exception>
    public static RunRecord Find(CommandContext context, string wanted)
    {
        string home = Home(context);
        IReadOnlyList<RunFolder> all = RunFolder.All(home);
        if (wanted.Contains('/', StringComparison.Ordinal) || wanted is "." or "..") { return RunRecord.Read(RunFolder.Open(context.PathOf(wanted))); }
        if (all.Count == 0) { throw new WeirException($"there are no runs in {home} ('weir run FILE' makes one)"); }
        if (Back(wanted) is { } back)
        {
            return back < all.Count ? RunRecord.Read(all[all.Count - 1 - back]) : throw new WeirException($"there is no run '{wanted}': there are {all.Count} runs in {home}");
        }

        if (all.FirstOrDefault(one => one.Id.Text == wanted) is { } exact) { return RunRecord.Read(exact); }
        if (all.LastOrDefault(one => one.Id.Lab == wanted) is { } ofLab) { return RunRecord.Read(ofLab); }
        string? near = Suggestion.Nearest(wanted, all.SelectMany(one => new[] { one.Id.Text, one.Id.Lab }));
        throw new WeirException($"there is no run '{wanted}' in {home}{(near is null ? "" : $": did you mean '{near}'?")} ('weir runs' lists them)");
    }

    // How many runs before the last one; null when it is another name.
    private static int? Back(string wanted)
    {
        if (wanted == "last") { return 0; }
        return wanted.StartsWith("last~", StringComparison.Ordinal) && int.TryParse(wanted.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out int back) ? back : null;
    }
}
