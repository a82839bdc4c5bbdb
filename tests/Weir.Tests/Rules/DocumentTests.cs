using System.Text.RegularExpressions;
using Weir.Tests.Fixtures;
using Weir.Tests.Fixtures.Databases;

namespace Weir.Tests.Rules;

/// <summary>Every command that README and documents show is run as it stands, in a working copy whose inputs are those of the repository; every link leads somewhere.</summary>
public sealed partial class DocumentTests
{
    private static readonly string[] Inputs = ["weir", "src", "examples", "docs", "README.md", "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", "global.json"];

    /// <summary>The documents, relative to the repository; those alone that WEIR_DOCUMENTS names, where it is set (the test command sets it for what it tries again).</summary>
    public static TheoryData<string> Documents => Environment.GetEnvironmentVariable("WEIR_DOCUMENTS") is { Length: > 0 } some ? [.. All().Intersect(some.Split(' '))] : [.. All()];

    [Theory]
    [MemberData(nameof(Documents))]
    public async Task Every_command_of_a_document_runs(string document)
    {
        (string Line, int Exit)[] commands = [.. Commands(File.ReadAllText(Repository.PathOf(document)))];
        if (commands.Length == 0) { return; }
        string folder = Directory.CreateTempSubdirectory("weir-docs-").FullName;
        // Labs that a document leaves up are seen by its own commands alone.
        (string, string) registry = ("WEIR_REGISTRY", Path.Combine(folder, "registry"));
        try
        {
            foreach (string input in Inputs) { File.CreateSymbolicLink(Path.Combine(folder, input), Repository.PathOf(input)); }
            (string, string)[] databases = [.. commands.SelectMany(command => DatabaseVariable().Matches(command.Line)).Select(match => match.Groups[1].Value).Distinct().Select(DatabaseOf)];
            foreach ((string line, int exit) in commands)
            {
                // Labs are built by the superuser, or by an ordinary user where the kernel lets him.
                if (NeedsLab().IsMatch(line) && !Environment.IsPrivilegedProcess) { continue; }
                Shell run = (await Shell.RunAsync(line, folder, [("NO_COLOR", "1"), registry, .. databases])).ShouldExit(exit);
                if (exit == 0 && line.StartsWith("./weir", StringComparison.Ordinal) && !line.Contains('>')) { run.Out.ShouldNotBeEmpty(line); }
                // A check that fails and the mistakes of a file are what was asked for, on standard output; what 'exec' ends with is its program's.
                if (exit == 1 && line.StartsWith("./weir run ", StringComparison.Ordinal)) { run.Out.ShouldContain("FAIL"); }
                else if (exit == 2 && line.StartsWith("./weir validate ", StringComparison.Ordinal)) { run.Out.ShouldContain(" mistake"); }
                else if (exit != 0 && !line.StartsWith("./weir exec ", StringComparison.Ordinal)) { run.Error.ShouldStartWith("weir: "); }
            }
        }
        finally
        {
            await Shell.RunAsync("./weir down --all", folder, registry);
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void The_readme_shows_the_validators_then_the_first_lab_then_the_first_capture_then_the_tests()
    {
        string[] shown = [.. Block().Matches(File.ReadAllText(Repository.PathOf("README.md"))).SelectMany(m => m.Groups[1].Value.Split('\n')).Where(l => l.StartsWith("$ ", StringComparison.Ordinal)).Select(l => l[2..])];
        shown.Length.ShouldBe(4);
        shown[0].ShouldBe("./weir run examples/consensus/consensus.lab.yaml");
        shown[1].ShouldBe("./weir run examples/quickstart/quickstart.lab.yaml");
        shown[2].ShouldStartWith("./weir consensus examples/decode-a-capture/");
        shown[3].ShouldBe("./test");
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_link_of_a_document_leads_to_a_file(string document)
    {
        string folder = Path.GetDirectoryName(Repository.PathOf(document))!;
        string[] dead = [.. Link().Matches(File.ReadAllText(Repository.PathOf(document))).Select(m => m.Groups[1].Value)
            .Where(t => !t.Contains("://", StringComparison.Ordinal) && !t.StartsWith('#'))
            .Select(t => t.Split('#')[0])
            .Where(t => !File.Exists(Path.Combine(folder, t)) && !Directory.Exists(Path.Combine(folder, t)))];
        dead.ShouldBeEmpty();
    }

    [Fact]
    public void The_exit_codes_are_all_documented()
    {
        string table = File.ReadAllText(Repository.PathOf("docs", "exit-codes.md"));
        foreach (int code in Enum.GetValues<Weir.Cli.ExitCode>()) { table.ShouldContain($"\n| {code} | "); }
    }

    private static IEnumerable<string> All() =>
        ((string[])["docs", "examples", "src"]).Select(f => Repository.PathOf(f)).Where(Directory.Exists)
            .SelectMany(f => Directory.EnumerateFiles(f, "*.md", SearchOption.AllDirectories))
            .Where(f => !f.Contains("/obj/", StringComparison.Ordinal) && !f.Contains("/bin/", StringComparison.Ordinal) && !f.Contains("/node_modules/", StringComparison.Ordinal))
            .Select(f => Path.GetRelativePath(Repository.Root, f)).Append("README.md").Order(StringComparer.Ordinal);

    /// <summary>
    /// Lines of <c>console</c> and <c>sh</c> blocks after <c>$</c>, and indented lines that begin with <c>./weir</c>. <c># exit N</c> at the end says how it ends. The test command is this run itself.
    /// </summary>
    private static IEnumerable<(string Line, int Exit)> Commands(string text)
    {
        IEnumerable<string> fenced = Block().Matches(text).SelectMany(m => m.Groups[1].Value.Split('\n'))
            .Select(l => l.StartsWith("$ ", StringComparison.Ordinal) ? l[2..] : l.StartsWith("./weir", StringComparison.Ordinal) ? l : "");
        IEnumerable<string> indented = text.Split('\n').Where(l => l.StartsWith("    ./weir ", StringComparison.Ordinal)).Select(l => l.Trim());
        foreach (string line in fenced.Concat(indented).Where(l => l.Length > 0 && !l.StartsWith("./test", StringComparison.Ordinal)))
        {
            Match exit = Exit().Match(line);
            yield return (Exit().Replace(line, ""), exit.Success ? int.Parse(exit.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture) : 0);
        }
    }

    [GeneratedRegex(@"^```(?:console|sh)\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"^(?:timeout [^.]*)?\./weir (?:run|rerun|up|apply|down|ps|exec|inspect|link|program|capture|mark|flow|switches|logs|events|runs|diff|dashboard|report) ")]
    private static partial Regex NeedsLab();

    // A document that shows what a database keeps names its address by a variable.
    private static (string, string) DatabaseOf(string variable)
    {
        DatabaseServer server = DatabaseServers.Of(variable == "MARIADB" ? "mysql" : "postgresql");
        return (variable, server.Address(server.NewDatabase()));
    }

    [GeneratedRegex(@"\$(MARIADB|POSTGRESQL)\b")]
    private static partial Regex DatabaseVariable();

    [GeneratedRegex(@"\s+# exit (\d+)\s*$")]
    private static partial Regex Exit();

    [GeneratedRegex(@"\[[^\]]*\]\(([^)\s]+)\)")]
    private static partial Regex Link();
}
