using System.Text;
using Weir.Cli;
using Weir.Platform;

namespace Weir.Tests.Cli;

/// <summary>What one command line gave: run in this process through the program's own entry.</summary>
internal sealed record CliRun(int ExitCode, string Out, string Error, byte[] OutBytes)
{
    /// <summary>Runs <c>weir ARGS</c> with plain output, as in a pipe. Relative paths start at the repository's root.</summary>
    public static Task<CliRun> RunAsync(params string[] args) => RunAsync(terminal: false, noColour: false, args);

    /// <summary>Runs <c>weir ARGS</c> as on a terminal.</summary>
    public static Task<CliRun> RunOnTerminalAsync(bool noColour, params string[] args) => RunAsync(terminal: true, noColour, args);

    /// <summary>The exit code after asserting that it is <paramref name="expected"/>, with the error text in the message.</summary>
    public CliRun ShouldExit(int expected)
    {
        ExitCode.ShouldBe(expected, $"stderr: {Error}\nstdout: {(Out.Length > 2000 ? Out[..2000] : Out)}");
        return this;
    }

    private static async Task<CliRun> RunAsync(bool terminal, bool noColour, string[] args)
    {
        using var output = new MemoryStream();
        using var error = new StringWriter { NewLine = "\n" };
        using var context = new CommandContext(output, error, MachineClock.Instance, Fixtures.Repository.Root) { OutIsTerminal = terminal, ErrorIsTerminal = false, NoColour = noColour };
        int code = await Weir.Cli.CommandLine.RunAsync(args, context);
        byte[] bytes = output.ToArray();
        return new CliRun(code, Encoding.UTF8.GetString(bytes), error.ToString(), bytes);
    }
}
