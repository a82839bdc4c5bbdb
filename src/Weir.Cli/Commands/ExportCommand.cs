using System.CommandLine;
using System.Globalization;
using Weir.Cli.Monitors;
using Weir.Store;

namespace Weir.Cli.Commands;

/// <summary><c>weir export STORE</c>: writes the tables of a store as text.</summary>
internal static class ExportCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandContext context)
    {
        var file = new Argument<string>("STORE") { Description = "The SQLite file: store.db in a run's folder, or that of weir monitor or consensus --db" };
        var table = new Option<string?>("--table") { Description = "Only this table; without it all", HelpName = "T" };
        var format = new Option<string>("--format") { Description = "Comma-separated, or one JSON object a line", HelpName = "csv|jsonl", DefaultValueFactory = _ => "csv" };
        format.AcceptOnlyFromAmong("csv", "jsonl");
        var output = new Option<string?>("--output", "-o") { Description = "A file for one table, a folder for all; without it standard output", HelpName = "FILE|DIR" };
        var database = new Option<string?>("--db") { Description = "Send all tables to a database: mysql://user:password@host/database, postgresql://user:password@host/database", HelpName = "ADDRESS" };
        var name = new Option<string?>("--as") { Description = "With --db: the name of the run there, whose rows are replaced; that of the file, or of the run's folder, when not said", HelpName = "NAME" };
        var command = new VerbCommand("export", "Writes the tables of a store as CSV or JSON lines, or sends them to a database. Without --table, -o and --db it lists the tables.")
        {
            Examples =
            [
                ("weir export net.db", "which tables there are"),
                ("weir export net.db --table blocks", "one of them as CSV"),
                ("weir export net.db --format jsonl -o tables", "all of them, a file each"),
                ("weir export net.db --db postgresql://weir@db.example/weir", "all of them, into a database"),
            ],
        };
        command.Add(file);
        command.Add(table);
        command.Add(format);
        command.Add(output);
        command.Add(database);
        command.Add(name);
        command.SetAction(async (parsed, _) =>
        {
            using StoreReader reader = StoreReader.Open(context.PathOf(parsed.GetRequiredValue(file)));
            if (parsed.GetValue(database) is { } address)
            {
                await TableTarget.SendAsync(context, context.PathOf(parsed.GetRequiredValue(file)), reader.Tables, address, parsed.GetValue(name));
                return context.End(ExitCode.Success);
            }

            string kind = parsed.GetRequiredValue(format);
            ExportFormat form = kind == "csv" ? ExportFormat.Csv : ExportFormat.JsonLines;
            string? target = parsed.GetValue(output) is { } path ? context.PathOf(path) : null;
            switch (parsed.GetValue(table), target)
            {
                case (null, null):
                    foreach (string name in reader.Tables) { context.Out.WriteLine(name); }
                    break;
                case ({ } one, null or "-"):
                    context.Flush();
                    reader.Export(one, form, context.OutStream, context.Cancellation);
                    break;
                case ({ } one, { } to):
                    WriteFile(context, reader, one, form, to);
                    break;
                case (null, { } folder):
                    MakeFolder(folder);
                    foreach (string name in reader.Tables) { WriteFile(context, reader, name, form, Path.Combine(folder, $"{name}.{kind}")); }
                    break;
            }

            return context.End(ExitCode.Success);
        });
        return command;
    }

    private static void MakeFolder(string folder)
    {
        if (File.Exists(folder)) { throw new WeirException($"{folder}: is a file; without --table, -o takes a folder"); }
        Directory.CreateDirectory(folder);
    }

    private static void WriteFile(CommandContext context, StoreReader reader, string table, ExportFormat format, string path)
    {
        if (Directory.Exists(path)) { throw new WeirException($"{path}: is a folder; with --table, -o takes a file"); }
        long rows;
        using (FileStream stream = new(path, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, BufferSize = 0 }))
        {
            rows = reader.Export(table, format, stream, context.Cancellation);
        }

        context.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{path}: {rows} rows"));
    }
}
