using System.CommandLine;
using System.CommandLine.Completions;
using Weir.Running;

namespace Weir.Cli.Runs;

/// <summary>Which run a verb acts on: the one that is named, or the only one that lives.</summary>
internal static class RunChoice
{
    private const string Meaning = "The run: its id or the name of its lab. Not needed while only one lab is up";

    /// <summary>The option <c>--run</c>.</summary>
    public static Option<string?> Option()
    {
        var run = new Option<string?>("--run", "-r") { Description = Meaning, HelpName = "RUN" };
        run.CompletionSources.Add(_ => Names());
        return run;
    }

    /// <summary>The option <c>--run</c> of a verb that also reads what is over.</summary>
    public static Option<string?> OptionOrRecord()
    {
        var run = new Option<string?>("--run", "-r") { Description = $"The run: the id or the lab's name of one that lives, or else of one that is over: {RecordChoice.Ways}. Not needed while only one lab is up", HelpName = "RUN" };
        run.CompletionSources.Add(_ => Names());
        return run;
    }

    /// <summary>The living run as <see cref="Living"/> says, or the record of one that is over, which must be named.</summary>
    /// <exception cref="WeirException">There is none, or there are several.</exception>
    public static (RunEntry? Living, RunRecord? Record) LivingOrRecord(CommandContext context, string? wanted)
    {
        RunEntry[] living = [.. RunRegistry.OfThisUser().All().Where(entry => entry.IsAlive)];
        if (wanted is null && living.Length == 0) { throw new WeirException("no lab is up ('--run last' reads what the last run left)"); }
        return wanted is null || living.Any(entry => entry.Id.Text == wanted || entry.Id.Lab == wanted) ? (Living(wanted), null) : (null, RecordChoice.Find(context, wanted));
    }

    /// <summary>The argument <c>RUN</c>.</summary>
    public static Argument<string?> Argument()
    {
        var run = new Argument<string?>("run") { Description = Meaning, Arity = ArgumentArity.ZeroOrOne };
        run.CompletionSources.Add(_ => Names());
        return run;
    }

    /// <summary>
    /// The living run that <paramref name="wanted"/> names (id or lab name), or the only one when it is null; <paramref name="said"/> is how the verb lets the user say which.
    /// </summary>
    /// <exception cref="WeirException">There is none, or there are several.</exception>
    public static RunEntry Living(string? wanted, string said = "with --run")
    {
        RunEntry[] living = [.. RunRegistry.OfThisUser().All().Where(entry => entry.IsAlive)];
        RunEntry[] fitting = wanted is null ? living : [.. living.Where(entry => entry.Id.Text == wanted || entry.Id.Lab == wanted)];
        switch (fitting.Length)
        {
            case 1:
                return fitting[0];
            case 0 when living.Length == 0:
                throw new WeirException("no lab is up ('weir up FILE' builds one and leaves it up; 'weir run FILE' builds, checks and removes one)");
            case 0:
                string? near = Suggestion.Nearest(wanted ?? "", living.SelectMany(entry => new[] { entry.Id.Text, entry.Id.Lab }));
                throw new WeirException($"no living run is called '{wanted}'{(near is null ? "" : $": did you mean '{near}'?")} ('weir ps' lists them)");
            default:
                throw new WeirException($"{fitting.Length} labs are up: say which {said}: {string.Join(", ", fitting.Select(entry => entry.Id.Text))}");
        }
    }

    // Both names of each living run.
    private static IEnumerable<CompletionItem> Names() =>
        RunRegistry.OfThisUser().All().Where(entry => entry.IsAlive).SelectMany(entry => new[] { entry.Id.Text, entry.Id.Lab }).Select(name => new CompletionItem(name));

    /// <summary>Where a living run listens for requests.</summary>
    public static string SocketOf(RunEntry entry) => RunRegistry.OfThisUser().SocketOf(entry.Id);
}
