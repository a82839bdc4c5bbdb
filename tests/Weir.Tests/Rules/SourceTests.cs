using System.Diagnostics;
using System.Text.RegularExpressions;
using Weir.Telemetry;
using Weir.Tests.Fixtures;

namespace Weir.Tests.Rules;

/// <summary>Rules about the files themselves.</summary>
public sealed partial class SourceTests
{
    private static readonly string[] Texts = [".cs", ".md", ".sh", ".csproj", ".props", ".targets", ".json", ".yaml", ".yml", ".txt", ".slnx", ""];

    [Fact]
    public void A_file_of_the_products_holds_one_public_type_named_as_the_file()
    {
        var wrong = new List<string>();
        foreach (string file in Sources("src"))
        {
            string[] types = [.. PublicType().Matches(File.ReadAllText(file)).Select(m => m.Groups["name"].Value).Distinct()];
            string expected = Path.GetFileName(file).Split('.')[0];
            if (types.Length > 1 || (types.Length == 1 && types[0] != expected)) { wrong.Add($"{Relative(file)}: {string.Join(", ", types)}"); }
        }

        wrong.ShouldBeEmpty();
    }

    [Fact]
    public void No_file_of_the_products_is_longer_than_400_lines_unless_it_says_why() =>
        Sources("src").Select(f => (File: Relative(f), Lines: File.ReadAllLines(f)))
            .Where(f => f.Lines.Length > 400 && !f.Lines.Take(12).Any(l => l.Contains("// Long because", StringComparison.Ordinal)))
            .Select(f => $"{f.File}: {f.Lines.Length} lines").ShouldBeEmpty();

    [Fact]
    public void A_namespace_is_its_folder()
    {
        var wrong = new List<string>();
        foreach (string file in Sources("src").Concat(Sources("tests")))
        {
            if (FileNamespace().Match(File.ReadAllText(file)) is not { Success: true } match) { continue; }
            string[] parts = Relative(Path.GetDirectoryName(file)!).Split('/');
            string expected = string.Join('.', parts.Skip(1));
            if (match.Groups[1].Value != expected) { wrong.Add($"{Relative(file)}: {match.Groups[1].Value}, its folder says {expected}"); }
        }

        wrong.ShouldBeEmpty();
    }

    [Fact]
    public void No_folder_is_called_Common_Helpers_or_Utils() =>
        Directory.GetDirectories(Repository.PathOf("src"), "*", SearchOption.AllDirectories)
            .Where(d => !d.Contains("/node_modules/", StringComparison.Ordinal)).Select(d => Path.GetFileName(d)!)
            .Where(d => d is "Common" or "Helpers" or "Utils" or "Utilities" or "Misc" or "Internal").ShouldBeEmpty();

    [Fact]
    public void No_file_names_a_place_of_the_machine_it_was_written_on()
    {
        var wrong = new List<string>();
        foreach (string file in Tracked())
        {
            if (!Texts.Contains(Path.GetExtension(file))) { continue; }
            string[] lines = File.ReadAllLines(Repository.PathOf(file));
            for (int i = 0; i < lines.Length; i++)
            {
                if (MachinePath().IsMatch(lines[i])) { wrong.Add($"{file}:{i + 1}: {lines[i].Trim()}"); }
            }
        }

        wrong.ShouldBeEmpty();
    }

    [Fact]
    public void Log_messages_have_unique_numbers_in_the_range_of_their_room()
    {
        var seen = new Dictionary<int, string>();
        var wrong = new List<string>();
        foreach (string file in Sources("src"))
        {
            string text = File.ReadAllText(file);
            MatchCollection numbers = LogNumber().Matches(text);
            if (numbers.Count != LogMessage().Count(text)) { wrong.Add($"{Relative(file)}: a message without a number"); }
            if (numbers.Count == 0) { continue; }
            // src/Weir/Telemetry/Log.ROOM.cs
            string room = Relative(file).Split('.') is ["src/Weir/Telemetry/Log", var name, "cs"] ? name : "";
            if (!Log.Rooms.TryGetValue(room, out int first) || !Directory.Exists(Repository.PathOf("src", "Weir", room)))
            {
                wrong.Add($"{Relative(file)}: no place for log messages");
                continue;
            }

            foreach (Match match in numbers)
            {
                int id = int.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);
                if (!seen.TryAdd(id, Relative(file))) { wrong.Add($"{id}: {Relative(file)} and {seen[id]}"); }
                if (id < first || id >= first + Log.NumbersPerRoom) { wrong.Add($"{id}: {Relative(file)}, whose numbers begin at {first}"); }
            }
        }

        wrong.ShouldBeEmpty();
        seen.Count.ShouldBeGreaterThan(20);
        Log.Rooms.Values.Distinct().Count().ShouldBe(Log.Rooms.Count);
    }

    [Theory]
    [InlineData("weir")]
    [InlineData("test")]
    [InlineData(".ci/run")]
    public async Task The_shell_scripts_parse_and_are_executable(string script)
    {
        string path = Repository.PathOf(script);
        (await Shell.RunAsync($"test -x '{path}'", Repository.Root)).ShouldExit(0);
        (await Shell.RunAsync($"bash -n '{path}'", Repository.Root)).ShouldExit(0);
    }

    private static IEnumerable<string> Sources(string folder) =>
        Directory.EnumerateFiles(Repository.PathOf(folder), "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Contains("/obj/", StringComparison.Ordinal) && !f.Contains("/bin/", StringComparison.Ordinal));

    /// <summary>The files of the repository; of a copy without its history, those that lie there.</summary>
    private static IEnumerable<string> Tracked()
    {
        var start = new ProcessStartInfo("git", ["-C", Repository.Root, "ls-files", "-z"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process? git = Process.Start(start);
        string listed = git?.StandardOutput.ReadToEnd() ?? "";
        git?.WaitForExit();
        return git is { ExitCode: 0 }
            ? listed.Split('\0', StringSplitOptions.RemoveEmptyEntries).Where(f => File.Exists(Repository.PathOf(f)))
            : Sources("src").Concat(Sources("tests")).Select(Relative);
    }

    private static string Relative(string path) => Path.GetRelativePath(Repository.Root, path);

    [GeneratedRegex(@"^public (?:static |sealed |abstract |readonly |ref |partial |unsafe )*(?:class|struct|record struct|record class|record|interface|enum|delegate [\w<>\[\]?., ]+?) (?<name>\w+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex PublicType();

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex FileNamespace();

    [GeneratedRegex(@"(?<![\w.])/(?:home/\w|tm[p]/wt|wor[k]/)|/roo[t]/|[A-Z]:\\Users\\")]
    private static partial Regex MachinePath();

    [GeneratedRegex(@"\[LoggerMessage\(\s*(?:EventId\s*=\s*)?(\d+)")]
    private static partial Regex LogNumber();

    [GeneratedRegex(@"\[LoggerMessage\b")]
    private static partial Regex LogMessage();
}
