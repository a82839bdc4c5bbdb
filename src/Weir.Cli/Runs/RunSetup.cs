using Weir.Lab.Building;
using Weir.Running;

namespace Weir.Cli.Runs;

/// <summary>What runs are made with on this machine.</summary>
internal static class RunSetup
{
    /// <summary>What can carry links: one line a back end.</summary>
    public static IReadOnlyList<ILinkBackend> Backends { get; } = [new KernelBackend(), new EngineBackend()];

    /// <summary>Options for a run of a lab file.</summary>
    public static RunOptions Options(CommandContext context, string filePath, string fileText, double planSeconds) => new()
    {
        Home = RunFolder.Home(context.WorkingFolder, Environment.GetEnvironmentVariable("WEIR_RUNS")),
        Registry = RunRegistry.OfThisUser(),
        FileText = fileText,
        FileFolder = Path.GetDirectoryName(Path.GetFullPath(context.PathOf(filePath))) ?? "/",
        WeirCommand = WeirCommand(),
        Version = CommandLine.Version,
        Time = context.Time,
        Backends = Backends,
        PlanSeconds = planSeconds,
    };

    /// <summary>The command line that starts this very Weir: its own program, or the runtime with its assembly.</summary>
    public static IReadOnlyList<string> WeirCommand()
    {
        string program = Environment.ProcessPath ?? "dotnet";
        string assembly = Path.Combine(AppContext.BaseDirectory, "Weir.Cli.dll");
        return Path.GetFileNameWithoutExtension(program) == "Weir.Cli" ? [program] : ["dotnet", assembly];
    }
}
