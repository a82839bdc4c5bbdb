using Weir.Declaration;
using Weir.Lab.Plan;
using Weir.Lab.Planning;
using Weir.Lab.Reading;

namespace Weir.Lab;

/// <summary>Reads lab files.</summary>
public static class LabFile
{
    /// <summary>What the names of lab files end in.</summary>
    public const string Extension = ".lab.yaml";

    /// <summary>Reads a lab file into a plan, or into all its mistakes. Nothing on the machine is touched, and no mistake of the file throws.</summary>
    /// <exception cref="IOException">The file itself cannot be read.</exception>
    /// <exception cref="WeirException">The file is right, but <see cref="LabReadOptions.Only"/> names no node of it.</exception>
    public static LabReading Read(string path, LabVocabulary vocabulary, LabReadOptions options)
    {
        string text = options.ReadFile(path);
        var mistakes = new MistakeList();
        LabPlan? plan = null;
        if (LabSource.Read(path, text, options, mistakes) is { } source)
        {
            plan = new LabPlanner(source, vocabulary, options, mistakes).Plan();
        }

        return new LabReading(mistakes.Count == 0 && plan is not null ? Selection.Of(plan, options.Only) : null, mistakes.InOrder(), mistakes.Count, text);
    }

    /// <summary>The lab file in a folder.</summary>
    /// <exception cref="WeirException">There is none, or more than one.</exception>
    public static string Find(string folder)
    {
        string[] files = [.. Directory.EnumerateFiles(folder, "*" + Extension).Concat(Directory.EnumerateFiles(folder, "*.lab.yml")).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)];
        return files switch
        {
            [var one] => one,
            [] => throw new WeirException($"there is no file *{Extension} in this folder: name one, or write one with 'weir init'"),
            _ => throw new WeirException($"there are several lab files in this folder, name one: {string.Join(", ", files.Take(8))}{(files.Length > 8 ? " ..." : "")}"),
        };
    }
}
