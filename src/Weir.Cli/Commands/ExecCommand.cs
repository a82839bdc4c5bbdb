using System.Collections;
using System.CommandLine;
using Weir.Cli.Runs;
using Weir.Platform;
using Weir.Running;

namespace Weir.Cli.Commands;

/// <summary><c>weir exec NODE -- COMMAND</c>: runs something in a node of a living lab.</summary>
internal static class ExecCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandContext context)
    {
        Argument<string> node = NodeChoice.Argument();
        var words = new Argument<string[]>("command") { Description = "The program and its arguments, after --", Arity = ArgumentArity.OneOrMore };
        Option<string?> run = RunChoice.Option();
        Option<string?> folder = Folder();
        var command = new VerbCommand("exec", "Runs a program in a node of a living lab, as the lab's own programs run there: in its network, with its host name and hosts file, within its limits, in the folder of the lab file. "
            + "The terminal, its signals and the exit code are the program's. In a node with a kernel of its own the streams are carried in and out, and there is no terminal.")
        {
            Examples = [("weir exec h1 -- ip address", "the addresses of h1"), ("weir exec h1 -- ping -c 3 server", "ping from h1"), ("weir exec h1 -- sh -c 'exit 7'", "ends with 7")],
        };
        command.Add(node);
        command.Add(words);
        command.Add(run);
        command.Add(folder);
        command.SetAction((parsed, cancellation) => RunAsync(context, parsed.GetValue(run), parsed.GetRequiredValue(node), parsed.GetRequiredValue(words), parsed.GetValue(folder), cancellation));
        return command;
    }

    /// <summary>The option <c>--folder</c>.</summary>
    public static Option<string?> Folder() => new("--folder", "-C") { Description = "Where it runs; the folder of the lab file when not given", HelpName = "FOLDER" };

    /// <summary>Runs a program in a node with the streams of this process, and gives its exit code.</summary>
    public static async Task<int> RunAsync(CommandContext context, string? run, string node, IReadOnlyList<string> words, string? folder, CancellationToken cancellation)
    {
        RunEntry entry = RunChoice.Living(run);
        // What becomes the program must be a process of its own.
        if (!context.IsOfThisProcess)
        {
            await NodePlace.FindAsync(entry, node, cancellation);
            return await OwnProcess.RunAsync(context, cancellation);
        }

        UserNamespaceEntry.Enter(context, entry);
        NodePlace place = await NodePlace.FindAsync(entry, node, cancellation);
        if (!place.HasPrograms) { throw new WeirException($"node {node} is of kind {place.Kind} and runs no programs"); }
        string? there = folder is null ? null : Path.GetFullPath(folder, context.WorkingFolder);
        if (place.Entrance is not { } door) { return await GuestExecution.RunAsync(context, entry, node, words, there, cancellation); }
        var environment = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry one in Environment.GetEnvironmentVariables()) { environment[(string)one.Key] = (string?)one.Value ?? ""; }
        foreach ((string name, string value) in door.Environment) { environment[name] = value; }
        context.Flush();
        // Only a process that is born later can be among the node's own: one of util-linux waits for it and passes on how it ends.
        IReadOnlyList<string> command = door.Processes is { } processes ? ["nsenter", $"--pid={processes}", "--", .. words] : words;
        ProcessReplacement.Become(command, environment, there ?? door.WorkingFolder, door.Host.Enter);
        return (int)ExitCode.ProgramFailed;
    }
}
