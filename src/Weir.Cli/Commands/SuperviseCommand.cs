using System.CommandLine;
using Weir.Platform;
using Weir.Running;
using Weir.Telemetry;

namespace Weir.Cli.Commands;

/// <summary><c>weir supervise</c>, called by runs only: waits until the run has ended, and cleans up after it when it could not do so itself.</summary>
internal static class SuperviseCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandContext context)
    {
        var registry = new Argument<string>("registry") { Description = "The folder of the registry" };
        var run = new Argument<string>("run") { Description = "The run's id" };
        var command = new VerbCommand("supervise", "Waits for the end of a run on standard input, and removes what it left when it ended without saying 'done'. Runs call this themselves.");
        command.Add(registry);
        command.Add(run);
        command.SetAction((parsed, _) => RunAsync(context, new RunRegistry(parsed.GetRequiredValue(registry)), parsed.GetRequiredValue(run)));
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, RunRegistry registry, string id)
    {
        // Ctrl-C goes to the whole group of the terminal: this process must outlive it.
        Sessions.BeginOwn();
        string said = await Console.In.ReadToEndAsync(CancellationToken.None);
        if (said.Contains("done", StringComparison.Ordinal)) { return (int)ExitCode.Success; }
        if (registry.All().FirstOrDefault(entry => entry.Id.Text == id) is not { } left) { return (int)ExitCode.Success; }
        context.Log.RunDied(id);
        CleanResult result = await RunCleaner.CleanAsync(left, registry, dry: false, context.Time, context.Log, CancellationToken.None);
        return result.Left.Count > 0 ? (int)ExitCode.NotRemoved : (int)ExitCode.Success;
    }
}
