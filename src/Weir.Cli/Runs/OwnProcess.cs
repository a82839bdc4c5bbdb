using Weir.Platform;

namespace Weir.Cli.Runs;

/// <summary>Runs a command line as a process of its own, for those that become another program, where the command line is run inside a larger process.</summary>
internal static class OwnProcess
{
    /// <summary>Runs the command line of this context; what it writes goes to the context's streams. Gives its exit code.</summary>
    public static async Task<int> RunAsync(CommandContext context, CancellationToken cancellation)
    {
        IReadOnlyList<string> weir = RunSetup.WeirCommand();
        var gate = new Lock();
        using var child = ChildProcess.Start(new ChildOptions
        {
            Program = weir[0],
            Arguments = [.. weir.Skip(1), .. context.Arguments],
            WorkingDirectory = context.WorkingFolder,
            KillGroupAtExit = true,
            Output = bytes => { lock (gate) { context.OutStream.Write(bytes); } },
            Error = bytes => { lock (gate) { context.Error.Write(System.Text.Encoding.UTF8.GetString(bytes)); } },
        });
        return (await child.Exit.WaitAsync(cancellation)).Code;
    }
}
