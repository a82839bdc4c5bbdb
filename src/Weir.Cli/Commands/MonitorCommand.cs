using System.CommandLine;
using Weir.Capture;
using Weir.Cli.Monitors;
using Weir.Monitors;

namespace Weir.Cli.Commands;

/// <summary><c>weir monitor KIND POINT...</c>: counts what passes interfaces, and shows tables of it while it passes.</summary>
internal static class MonitorCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandContext context)
    {
        var kind = new Argument<string>("kind") { Description = "What is counted: " + string.Join("; ", MonitorKinds.All.Select(one => $"{one.Form.Name}: {char.ToLowerInvariant(one.Form.Summary[0])}{one.Form.Summary[1..]}")) };
        kind.AcceptOnlyFromAmong([.. MonitorKinds.All.Select(one => one.Form.Name)]);
        var points = new Argument<string[]>("point") { Description = "Where: an interface of this machine, NODE:INTERFACE of a living lab, or a node alone for all of its interfaces", Arity = ArgumentArity.ZeroOrMore };
        var files = new Option<string[]>("--read", "-r") { Description = "Captures to read instead of listening", HelpName = "FILE", Arity = ArgumentArity.OneOrMore, AllowMultipleArgumentsPerToken = true };
        var filter = new Option<string?>("--filter", "-f") { Description = "Which frames, in the language of tcpdump: 'tcp port 80'" };
        var direction = new Option<string>("--direction") { Description = "Which frames, from the side of the node or interface. At a switch of a lab, in sees each frame once, where it comes in", HelpName = "both|in|out", DefaultValueFactory = _ => "both" };
        direction.AcceptOnlyFromAmong("both", "in", "out");
        var run = new Option<string?>("--run") { Description = "The run whose nodes the points are: its id or the name of its lab. Not needed while only one lab is up", HelpName = "RUN" };
        var refresh = new Option<string?>("--refresh") { Description = "Time between two changes of the tables (500 ms)", HelpName = "TIME" };
        var ring = new Option<string?>("--ring") { Description = "Memory for frames that wait (32 MiB)", HelpName = "SIZE" };
        var tables = new Option<string[]>("--table", "-t") { Description = "Which of its tables are shown; the first when not said (with --json all), all with 'all'", HelpName = "NAME" };
        var database = new Option<string?>("--db") { Description = "Keep the tables in an SQLite file too, or in a database: mysql://user:password@host/database, postgresql://user:password@host/database", HelpName = "FILE|ADDRESS" };
        var name = new Option<string?>("--as") { Description = "With a database: the name of this run there; what a run of this name left is replaced. Without it every run is a new one", HelpName = "NAME" };
        var json = new Option<bool>("--json") { Description = "Print each row that comes or changes as a JSON object a line, and at the end the balance" };
        var settings = new MonitorOptions();
        var command = new VerbCommand("monitor", "Counts what passes interfaces, of this machine or of a living lab, and keeps tables of it. On a terminal the table is shown again and again; Ctrl-C prints it as it is in the end. "
            + "At the end standard error says how many frames were taken and lost. With -r it reads captures instead.")
        {
            Examples =
            [
                ("weir monitor flows eth0", "who speaks with whom at eth0"),
                ("weir monitor messages h1:eth0 --json", "what h1 of a living lab says and hears, for programs"),
                ("weir monitor consensus s1 --secrets keys --nodes nodes.json", "the votes that pass a switch of a lab"),
                ("weir monitor flows -r trace.pcapng --db flows.db", "the same tables from a capture, kept in a file"),
                ("weir monitor consensus s1 --secrets keys --db postgresql://weir@db.example/weir", "the votes, kept in a database while they pass"),
            ],
        };
        command.Add(kind);
        command.Add(points);
        foreach (Option option in (Option[])[files, filter, direction, run, refresh, ring, tables, database, name, json]) { command.Add(option); }
        settings.AddTo(command);
        command.SetAction((parsed, cancellation) =>
        {
            ILiveMonitorKind chosen = MonitorKinds.All.First(one => one.Form.Name == parsed.GetRequiredValue(kind));
            string[] where = parsed.GetValue(points) ?? [], captures = parsed.GetValue(files) ?? [];
            if (where.Length == 0 == (captures.Length == 0)) { throw new WeirException(where.Length == 0 ? "say where to listen (an interface such as eth0, or NODE:INTERFACE of a lab), or which captures to read with -r" : "it either listens at interfaces or reads captures with -r, not both"); }
            var session = new MonitorSession(context, chosen, settings.Read(parsed, chosen), parsed.GetValue(tables) ?? [], parsed.GetValue(database), parsed.GetValue(name), parsed.GetValue(json));
            if (captures.Length > 0)
            {
                if (parsed.GetValue(filter) is not null) { throw new WeirException("-f belongs to listening: a capture that is read has what it has"); }
                return session.ReadAsync([.. captures.Select(context.PathOf)]);
            }

            string side = parsed.GetRequiredValue(direction);
            var options = new LiveCaptureOptions { Filter = parsed.GetValue(filter) ?? "", Received = side != "out", Sent = side != "in", Ring = DataSize.Parse(parsed.GetValue(ring) ?? "32 MiB") };
            return session.ListenAsync(where, parsed.GetValue(run), options, UnitText.ParseDuration(parsed.GetValue(refresh) ?? "500 ms"), cancellation);
        });
        return command;
    }
}
