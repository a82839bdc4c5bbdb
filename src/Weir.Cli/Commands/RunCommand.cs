using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Weir.Cli.Captures;
using Weir.Cli.Labs;
using Weir.Cli.Runs;
using Weir.Lab;
using Weir.Lab.Plan;
using Weir.Running;

namespace Weir.Cli.Commands;

/// <summary><c>weir run FILE</c>: builds the lab of a file, runs it, checks it, records it, removes it.</summary>
internal static class RunCommand
{
    // A timer takes no more than 49 days.
    private const int LongestTimeout = 30 * 24 * 60 * 60;

    /// <summary>Makes the command.</summary>
    public static Command Create(CommandContext context)
    {
        Argument<string?> file = LabOptions.File();
        Option<string[]> set = LabOptions.Set();
        Option<string[]> only = LabOptions.Only();
        var dry = new Option<bool>("--dry-run") { Description = "Only print the plan, as 'weir plan' does" };
        var strict = new Option<bool>("--strict") { Description = "End with exit code 7 when the result cannot be trusted" };
        var timeout = new Option<double?>("--timeout") { Description = "Seconds that the run may take; then it ends with exit code 6", HelpName = "SECONDS", CustomParser = SecondsOf };
        var report = new Option<string?>("--report") { Description = "Also write the checks for other tools: junit, tap or html, to FORMAT=FILE", HelpName = "FORMAT=FILE" };
        Option<string?> dashboard = DashboardPlace.Option();
        Option<bool> json = CaptureOptions.Json();
        var command = new VerbCommand("run", "Builds the network of a lab file on this machine, runs its programs, captures, carries out its events, looks at its checks, keeps a record, and removes everything. "
            + "The exit code says whether the experiment held: 0 it did, 1 a check failed, 4 it could not be built, 5 a program failed, 6 it took too long, 130 it was interrupted.")
        {
            Alone = DashboardPlace.Alone,
            Examples = [("weir run two-sites.lab.yaml", "run an experiment"), ("weir run --set clients=5 --json two-sites.lab.yaml | jq .result", "with another number of clients, the result as JSON")],
        };
        command.Add(file);
        command.Add(set);
        command.Add(only);
        command.Add(dry);
        command.Add(strict);
        command.Add(timeout);
        command.Add(report);
        command.Add(dashboard);
        command.Add(json);
        command.SetAction((parsed, cancellation) => RunAsync(context, parsed.GetValue(file), parsed.GetValue(set), parsed.GetValue(only), parsed.GetValue(dry), parsed.GetValue(json),
            options => options with { Strict = parsed.GetValue(strict), Limit = parsed.GetValue(timeout) is { } seconds ? TimeSpan.FromSeconds(seconds) : null }, parsed.GetValue(report), port => DashboardPlace.Of(parsed, dashboard, port), cancellation));
        return command;
    }

    private static double? SecondsOf(ArgumentResult result)
    {
        string text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds) && seconds > 0 && seconds <= LongestTimeout) { return seconds; }
        result.AddError(string.Create(CultureInfo.InvariantCulture, $"--timeout {text}: write how many seconds the run may take, more than 0 and at most {LongestTimeout} (30 days)"));
        return null;
    }

    private static async Task<int> RunAsync(CommandContext context, string? file, string[]? sets, string[]? only, bool dry, bool json, Func<RunOptions, RunOptions> adapt, string? report, Func<int?, DashboardPlace?> dashboard, CancellationToken cancellation)
    {
        CheckReport? wanted = report is null ? null : CheckReport.Parse(context, report);
        long begin = context.Time.GetTimestamp();
        LabReading reading = LabOptions.ReadRight(context, file, sets, only);
        LabPlan plan = reading.Plan!;
        if (dry)
        {
            PlanCommand.Print(context, plan, json);
            return (int)ExitCode.Success;
        }

        UserNamespaceEntry.Require(context, plan);
        RunOptions options = adapt(RunSetup.Options(context, LabOptions.Find(context, file), reading.Text, context.Time.GetElapsedTime(begin).TotalSeconds));
        return await RunExecution.RunAsync(context, plan, options, wanted, json, dashboard(plan.Dashboard), cancellation);
    }
}
