using System.CommandLine;
using Weir.Cli.Captures;
using Weir.Cli.Output;
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
        var command = new VerbCommand("clean", "Removes what dead runs of this user left on the machine: processes that carry the mark of such a run, control groups, registry entries. Runs that are alive and "
            + "everything that carries no mark are left alone; the folders of runs stay. A run that was killed usually cleans up after itself within a second; this is for the case that it could not.")
        {
            Examples = [("weir clean --dry-run", "what would be removed"), ("weir clean", "remove it")],
        };
        command.Add(dry);
        command.Add(json);
        command.SetAction((parsed, cancellation) => RunAsync(context, parsed.GetValue(dry), parsed.GetValue(json), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, bool dry, bool json, CancellationToken cancellation)
    {
        RunRegistry registry = RunRegistry.OfThisUser();
        var results = new List<CleanResult>();
        foreach (RunEntry entry in registry.All().Where(entry => !entry.IsAlive))
        {
            results.Add(await RunCleaner.CleanAsync(entry, registry, dry, context.Time, cancellation));
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
}
