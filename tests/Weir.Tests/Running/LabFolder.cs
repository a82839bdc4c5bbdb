using System.Text;
using System.Text.Json;
using Weir.Cli;
using Weir.Platform;
using Weir.Tests.Cli;

namespace Weir.Tests.Running;

/// <summary>A folder of a test's own in which lab files are run by the program's own entry. Skips where labs cannot be built.</summary>
internal sealed class LabFolder : IDisposable
{
    /// <summary>Makes the folder; labs in memory need no right.</summary>
    public LabFolder(bool privileged = true)
    {
        if (privileged && !Environment.IsPrivilegedProcess) { Assert.Skip("labs are built by the superuser"); }
        Root = Directory.CreateTempSubdirectory("weir-lab-").FullName;
    }

    public string Root { get; }

    /// <summary>The folders of the runs made here, the oldest first: by when they were made, as two labs may have begun in the same second.</summary>
    public string[] Runs => Directory.Exists(Path.Combine(Root, ".weir", "runs"))
        ? [.. Directory.GetDirectories(Path.Combine(Root, ".weir", "runs")).OrderBy(Directory.GetCreationTimeUtc).ThenBy(run => run, StringComparer.Ordinal)]
        : [];

    /// <summary>Writes a lab file and gives its path.</summary>
    public string Write(string name, string text)
    {
        string path = Path.Combine(Root, name + ".lab.yaml");
        File.WriteAllText(path, $"name: {name}\n{text}");
        return path;
    }

    /// <summary>Runs <c>weir ARGS</c> in the folder.</summary>
    public async Task<CliRun> WeirAsync(params string[] args)
    {
        using var output = new MemoryStream();
        using var error = new StringWriter { NewLine = "\n" };
        using var context = new CommandContext(output, error, MachineClock.Instance, Root);
        int code = await CommandLine.RunAsync(args, context);
        return new CliRun(code, Encoding.UTF8.GetString(output.ToArray()), error.ToString(), output.ToArray());
    }

    /// <summary>Runs a lab with <c>--json</c> and gives the object that it prints.</summary>
    public async Task<(int Exit, JsonElement Json, string Error)> RunAsync(string name, string text, params string[] options)
    {
        CliRun run = await WeirAsync(["run", "--json", .. options, Write(name, text)]);
        using var json = JsonDocument.Parse(run.Out.Length == 0 ? "{}" : run.Out);
        return (run.ExitCode, json.RootElement.Clone(), run.Error);
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
