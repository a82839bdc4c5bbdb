using System.CommandLine;
using Weir.Cli.Grafana;
using Weir.Databases;

namespace Weir.Cli.Commands;

/// <summary><c>weir grafana DIR --db ADDRESS</c>: writes the files by which a Grafana shows what a database keeps.</summary>
internal static class GrafanaCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandContext context)
    {
        var folder = new Argument<string>("dir") { Description = "The folder for the files; those of an earlier time are written anew" };
        var database = new Option<string>("--db") { Description = "The database: mysql://user@host/database or postgresql://user@host/database. Its password is not written: Grafana takes it from its variable " + GrafanaFolder.PasswordVariable, HelpName = "ADDRESS", Required = true };
        var monitor = new Option<string?>("--monitor") { Description = "The monitor of a lab whose tables are shown; those of weir monitor and weir consensus, which have no name before theirs, when not said", HelpName = "NAME" };
        var command = new VerbCommand("grafana", "Writes what a Grafana needs to show the tables of monitors in a database: a data source and a provider of dashboards (provisioning/), and a dashboard for each kind of monitor (dashboards/).")
        {
            Examples =
            [
                ("weir grafana shown --db postgresql://weir@db.example/weir", "for what weir monitor and weir consensus keep there"),
                ("weir grafana shown --db mysql://weir@db.example/weir --monitor votes", "for the monitor votes of labs"),
            ],
        };
        command.Add(folder);
        command.Add(database);
        command.Add(monitor);
        command.SetAction(parsed =>
        {
            var files = new GrafanaFolder(context.PathOf(parsed.GetRequiredValue(folder)), DatabaseAddress.Parse(parsed.GetRequiredValue(database)), parsed.GetValue(monitor) ?? "");
            foreach (string path in files.Write()) { context.Out.WriteLine(path); }
            return (int)ExitCode.Success;
        });
        return command;
    }
}
