using System.CommandLine;
using System.Diagnostics;
using Weir.Cli.Runs;
using Weir.Lab.Building;
using Weir.Platform;

namespace Weir.Cli.Commands;

/// <summary><c>weir exec NODE -- COMMAND</c>: runs something in a node of a living lab.</summary>
internal static class ExecCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandContext context)
    {
        var node = new Argument<string>("node") { Description = "The node" };
        var words = new Argument<string[]>("command") { Description = "The program and its arguments, after --", Arity = ArgumentArity.OneOrMore };
        Option<string?> run = RunChoice.Option();
        var command = new VerbCommand("exec", "Runs a program in a node of a living lab: in its network, with this terminal and folder. Its exit code is passed on.")
        {
            Examples = [("weir exec h1 -- ip address", "the addresses of h1"), ("weir exec h1 -- ping -c 3 server", "ping from h1")],
        };
        command.Add(node);
        command.Add(words);
        command.Add(run);
        command.SetAction((parsed, cancellation) => RunAsync(context, parsed.GetValue(run), parsed.GetRequiredValue(node), parsed.GetRequiredValue(words), cancellation));
        return command;
    }

    /// <summary>Runs a program in a node with the streams of this process, and gives its exit code.</summary>
    public static async Task<int> RunAsync(CommandContext context, string? run, string node, IReadOnlyList<string> words, CancellationToken cancellation)
    {
        NodePlace place = await NodePlace.FindAsync(RunChoice.Living(run), node, cancellation);
        if (!place.HasPrograms) { throw new WeirException($"node {node} is a {place.Kind} and runs no programs of this kernel"); }
        using NetworkNamespace network = place.Open();
        var start = new ProcessStartInfo(words[0]) { WorkingDirectory = context.WorkingFolder };
        foreach (string word in words.Skip(1)) { start.ArgumentList.Add(word); }
        start.Environment[LabSurroundings.MarkVariable] = place.Mark;
        start.Environment["WEIR_NODE"] = place.Node;
        start.Environment["WEIR_RUN_FOLDER"] = place.Folder;
        try
        {
            using Process process = network.Run(() => Process.Start(start)) ?? throw new WeirException($"'{words[0]}' cannot be started", (int)ExitCode.ProgramFailed);
            // Ctrl-C goes to the program, which has the terminal; this process waits for its end.
            await process.WaitForExitAsync(CancellationToken.None);
            return process.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception fault)
        {
            throw new WeirException($"'{words[0]}' cannot be started in {node}: {fault.Message}", (int)ExitCode.ProgramFailed, fault);
        }
    }
}
