using System.CommandLine;
using Weir.Cli.Captures;
using Weir.Cli.Output;
using Weir.Cli.Runs;
using Weir.Running;

namespace Weir.Cli.Commands;

/// <summary><c>weir clean</c>: removes what dead runs left.</summary>
internal static class CleanCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandContext context)
    {
        var dry = new Option<bool>("--dry-run") { Description = "Only say what would be removed" };
        Option<bool> json = CaptureOptions.Json();
        var inside = new Option<bool>("--inside") { Hidden = true };
        var command = new VerbCommand("clean", "Removes what dead runs of this user left on the machine: processes that carry the mark of such a run, control groups, registry entries. Runs that are alive and "
            + "everything that carries no mark are left alone; the folders of runs stay. A run that was killed usually cleans up after itself within a second; this is for the case that it could not.")
        {
            Examples = [("weir clean --dry-run", "what would be removed"), ("weir clean", "remove it")],
        };
        command.Add(dry);
        command.Add(json);
        command.Add(inside);
        command.SetAction((parsed, cancellation) => parsed.GetValue(inside) ? CleanInsideAsync(context, parsed.GetValue(dry), cancellation) : RunAsync(context, parsed.GetValue(dry), parsed.GetValue(json), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, bool dry, bool json, CancellationToken cancellation)
    {
        RunRegistry registry = RunRegistry.OfThisUser();
        RunEntry[] dead = [.. registry.All().Where(entry => !entry.IsAlive)];
        ILookup<string, CleanResult> seen = (dead.Length == 0 ? [] : UserNamespaceSearch.Clean(registry, dry)).ToLookup(one => one.Run.Text);
        var results = new List<CleanResult>();
        foreach (RunEntry entry in dead)
        {
            CleanResult result = await RunCleaner.CleanAsync(entry, registry, dry, context.Time, context.Log, cancellation);
            results.Add(result with { Found = [.. seen[entry.Id.Text].SelectMany(one => one.Found).Union(result.Found)], Left = [.. seen[entry.Id.Text].SelectMany(one => one.Left).Union(result.Left)] });
        }

        if (json)
        {
            JsonOutput.Write(context, writer =>
            {
                writer.WriteStartArray();
                foreach (CleanResult result in results)
                {
                    writer.WriteStartObject();
                    writer.WriteString("run", result.Run.Text);
                    writer.WriteNumber("found", result.Found.Count);
                    writer.WriteNumber("removed", result.Removed);
                    writer.WriteStartArray("left");
                    foreach (RunObject left in result.Left) { writer.WriteStringValue($"{left.Kind} {left.Name}"); }
                    writer.WriteEndArray();
                    writer.WriteEndObject();
                }

                writer.WriteEndArray();
            });
        }
        else
        {
            foreach (CleanResult result in results)
            {
                foreach (RunObject one in result.Found) { context.Out.WriteLine($"{result.Run}: {(dry ? "would remove" : result.Left.Contains(one) ? "could not remove" : "removed")} {one.Kind} {one.Name}"); }
            }

            int found = results.Sum(result => result.Found.Count);
            int runs = results.Count;
            context.Out.WriteLine(runs == 0 ? "nothing to remove: no dead run left anything" : $"{(dry ? "would remove" : "removed")} {(dry ? found : results.Sum(result => result.Removed))} objects of {runs} dead {(runs == 1 ? "run" : "runs")}");
        }

        return results.Any(result => result.Left.Count > 0) && !dry ? (int)ExitCode.NotRemoved : (int)ExitCode.Success;
    }

    // Called by the same verb outside, which keeps the registry: only what is seen from in here.
    private static async Task<int> CleanInsideAsync(CommandContext context, bool dry, CancellationToken cancellation)
    {
        var results = new List<CleanResult>();
        foreach (RunEntry entry in RunRegistry.OfThisUser().All().Where(entry => !entry.IsAlive)) { results.Add(await RunCleaner.CleanObjectsAsync(entry, dry, context.Time, context.Log, cancellation)); }
        JsonOutput.Write(context, writer => UserNamespaceSearch.Write(writer, results));
        return (int)ExitCode.Success;
    }
}
