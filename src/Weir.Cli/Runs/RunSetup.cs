using Weir.Cli.Labs;
using Weir.Lab;
using Weir.Lab.Building;
using Weir.Running;

namespace Weir.Cli.Runs;

/// <summary>What runs are made with on this machine.</summary>
internal static class RunSetup
{
    /// <summary>What can carry links: one line a back end.</summary>
    public static IReadOnlyList<ILinkBackend> Backends { get; } = [new KernelBackend(), new NetemBackend(), new EngineBackend(), new MemoryBackend()];

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
        Log = context.Log,
        LogArguments = context.LogArguments,
        Backends = Backends,
        PlanSeconds = planSeconds,
    };

    /// <summary>Reads the file of a living run again, or another in its place, with the variables that were set when the run began.</summary>
    public static LabReader Reader(string path, string[] sets) => (file, folder, more, environment, continues) => LabFile.Read(file ?? path, Composition.Vocabulary, new LabReadOptions
    {
        // What is set now wins over what was set then.
        Sets = [.. Array.ConvertAll(sets, LabOptions.SetOf).Where(one => more.All(other => other.Key != one.Key)), .. more],
        Environment = name => environment(name) ?? Environment.GetEnvironmentVariable(name),
        Continues = continues,
        Only = continues.Only,
        ReadFile = name => File.ReadAllText(Path.GetFullPath(name, folder)),
    });

    /// <summary>The command line that starts this very Weir: its own program, or the runtime with its assembly.</summary>
    public static IReadOnlyList<string> WeirCommand()
    {
        string program = Environment.ProcessPath ?? "dotnet";
        string assembly = Path.Combine(AppContext.BaseDirectory, "Weir.Cli.dll");
        return Path.GetFileNameWithoutExtension(program) == "Weir.Cli" ? [program] : ["dotnet", assembly];
    }
}
