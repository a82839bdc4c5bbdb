using System.CommandLine;
using Weir.Checks;
using Weir.Declaration;
using Weir.Lab;
using Weir.Lab.Kinds;
using Weir.Lab.Plan;
using Weir.Programs;
using Weir.Running;

namespace Weir.Cli.Runs;

/// <summary>The lab file as the verbs take it: a path, or the only one in the folder, with variables.</summary>
internal static class LabFileOptions
{
    /// <summary>The kinds that a lab file may use: one registry a subject.</summary>
    public static LabVocabulary Vocabulary { get; } = new(NodeKinds.All, ProgramKinds.All, CheckKinds.All, [], EventKinds.All);

    /// <summary>The argument for the file.</summary>
    public static Argument<string?> File() => new("file") { Description = "The lab file; the only *.lab.yaml in this folder when not given", Arity = ArgumentArity.ZeroOrOne };

    /// <summary>The option for variables.</summary>
    public static Option<string[]> Set() => new("--set") { Description = "A variable of the file: NAME=VALUE. May be given several times", HelpName = "NAME=VALUE", AllowMultipleArgumentsPerToken = false };

    /// <summary>The path of the lab file as it was given, or the only one in the folder.</summary>
    /// <exception cref="WeirException">There is none, or there are several.</exception>
    public static string Locate(CommandContext context, string? file) => context.PathOf(file ?? LabFile.Find(context.WorkingFolder));

    /// <summary>Reads a lab file into a plan.</summary>
    /// <exception cref="WeirException">The file has mistakes (all are written to standard error), or cannot be read.</exception>
    public static (LabPlan Plan, string Text, string Path) Read(CommandContext context, string? file, string[]? sets)
    {
        string path = Locate(context, file);
        var options = new LabReadOptions { Sets = [.. (sets ?? []).Select(Pair)], Environment = Environment.GetEnvironmentVariable };
        LabReading reading = LabFile.Read(path, Vocabulary, options);
        if (reading.Plan is { } plan) { return (plan, reading.Text, path); }
        foreach (Mistake mistake in reading.Mistakes) { context.Error.WriteLine(mistake.ToString()); }
        throw new WeirException($"{path}: {reading.MistakeCount} {(reading.MistakeCount == 1 ? "mistake" : "mistakes")}");
    }

    private static KeyValuePair<string, string> Pair(string text)
    {
        int at = text.IndexOf('=', StringComparison.Ordinal);
        return at > 0 ? new(text[..at], text[(at + 1)..]) : throw new WeirException($"--set {text}: write NAME=VALUE");
    }
}
