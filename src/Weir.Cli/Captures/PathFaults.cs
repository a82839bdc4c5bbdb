using Weir.Decoding;
using Weir.Processing;

namespace Weir.Cli.Captures;

/// <summary>What was wrong with the captures of a run and the secrets they brought along, told on standard error.</summary>
internal static class PathFaults
{
    /// <summary>Writes a line for each; <paramref name="before"/> says what became of that which came before a damage (<c>is counted</c>). <see cref="ExitCode.Failed"/> when a file is damaged.</summary>
    public static ExitCode Write(PathResult result, string before, CommandContext context)
    {
        ExitCode code = ExitCode.Success;
        foreach (FileResult file in result.Files)
        {
            foreach (SecretProblem problem in file.SecretProblems) { context.Error.WriteLine($"weir: {problem}"); }
            if (file.Fault is not { } fault) { continue; }
            code = ExitCode.Failed;
            context.Error.WriteLine($"weir: {file.File}: {fault.Message}; what came before {before}");
        }

        return code;
    }
}
