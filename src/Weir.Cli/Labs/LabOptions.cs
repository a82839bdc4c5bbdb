using System.CommandLine;
using Weir.Lab;

namespace Weir.Cli.Labs;

/// <summary>The arguments and options of verbs that read a lab file, and how they read it.</summary>
internal static class LabOptions
{
    /// <summary>The lab file; the one in the current folder when it is not given.</summary>
    public static Argument<string?> File() => new("file") { Description = "The lab file; the one *.lab.yaml of the current folder when not given", Arity = ArgumentArity.ZeroOrOne };

    /// <summary><c>--set NAME=VALUE</c>.</summary>
    public static Option<string[]> Set() => new("--set") { Description = "Set a variable of the file; may be given several times", HelpName = "NAME=VALUE" };

    /// <summary><c>--only NODES</c>.</summary>
    public static Option<string[]> Only() => new("--only") { Description = "Only these nodes, with the links between them; several with commas, also h[1..3] and h*", HelpName = "NODES" };

    /// <summary>The path of the file as the user would name it.</summary>
    public static string Find(CommandContext context, string? file) => file ?? LabFile.Find(context.WorkingFolder);

    /// <summary>Reads the file as the command line asks.</summary>
    public static LabReading Read(CommandContext context, string? file, string[]? sets, string[]? only = null)
    {
        string path = Find(context, file);
        if (Directory.Exists(context.PathOf(path))) { throw new WeirException($"{path} is a folder, and a lab file is wanted: {Within(context, path)}"); }
        var options = new LabReadOptions
        {
            Only = only ?? [],
            Sets = Array.ConvertAll(sets ?? [], SetOf),
            Environment = Environment.GetEnvironmentVariable,
            ReadFile = name => System.IO.File.ReadAllText(context.PathOf(name)),
        };
        return LabFile.Read(path, Composition.Vocabulary, options);
    }

    private static string Within(CommandContext context, string folder)
    {
        string[] files = [.. Directory.EnumerateFiles(context.PathOf(folder), "*" + LabFile.Extension).Select(path => Path.Combine(folder, Path.GetFileName(path))).Order(StringComparer.Ordinal)];
        return files switch
        {
            [] => $"there is no file *{LabFile.Extension} in it; 'weir init' writes one",
            [var one] => $"name {one}",
            [var one, ..] => $"name one of the {files.Length} in it, such as {one}",
        };
    }

    /// <summary>Reads the file; when it has mistakes, prints them on standard error and throws.</summary>
    /// <exception cref="WeirException">The file has mistakes; exit code 2.</exception>
    public static LabReading ReadRight(CommandContext context, string? file, string[]? sets, string[]? only = null)
    {
        LabReading reading = Read(context, file, sets, only);
        if (reading.Plan is not null) { return reading; }
        MistakeLines.Write(context.Error, reading);
        throw new WeirException($"{Find(context, file)} has {MistakeLines.Count(reading)}");
    }

    /// <summary>Reads <c>NAME=VALUE</c>.</summary>
    /// <exception cref="WeirException">It has no value.</exception>
    public static KeyValuePair<string, string> SetOf(string text)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals > 0 ? new(text[..equals], text[(equals + 1)..]) : throw new WeirException($"'--set {text}' has no value: write --set NAME=VALUE");
    }
}
