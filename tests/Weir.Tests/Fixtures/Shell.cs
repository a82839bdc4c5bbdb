using System.Diagnostics;

namespace Weir.Tests.Fixtures;

/// <summary>What a shell command gave.</summary>
internal sealed record Shell(string Command, int ExitCode, string Out, string Error)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    /// <summary>Runs <paramref name="command"/> with bash in <paramref name="folder"/>, without a terminal and with nothing on standard input.</summary>
    public static async Task<Shell> RunAsync(string command, string folder, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("bash", ["-c", command])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in environment) { start.Environment[name] = value; }
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(limit.Token);
            Task<string> error = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return new Shell(command, process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{command}: not done after {Limit}");
        }
    }

    /// <summary>Asserts the exit code, with the output in the message.</summary>
    public Shell ShouldExit(int expected)
    {
        ExitCode.ShouldBe(expected, $"{Command}\nstderr: {Error}\nstdout: {(Out.Length > 2000 ? Out[..2000] : Out)}");
        return this;
    }
}
