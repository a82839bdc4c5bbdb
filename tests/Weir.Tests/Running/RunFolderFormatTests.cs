using System.Text.Json;
using System.Text.RegularExpressions;
using Weir.Tests.Fixtures;

namespace Weir.Tests.Running;

/// <summary><c>docs/formats/run-folder.md</c> names every file and every field that real runs write, and its examples are such lines.</summary>
public sealed partial class RunFolderFormatTests
{
    private static readonly string[] s_lines = File.ReadAllLines(Repository.PathOf("docs", "formats", "run-folder.md"));

    [Fact]
    public async Task Every_file_and_field_of_a_run_stands_in_the_document()
    {
        using var folder = new LabFolder();
        (int exit, _, string error) = await folder.RunAsync("everything", """
            description: what a run can write
            seed: 7
            vars: { count: 2 }
            nodes:
              s1: { kind: openflow }
              h[1..2]: { memory: 256 MiB, pids: 100, sysctls: { net.ipv4.ip_default_ttl: 65 } }
              r1: { kind: router }
              far: {}
            links:
              - h1 -- s1: { rate: 5 Mbit/s, delay: 1 ms, jitter: 100 us, loss: 0.1 % }
              - h2 -- s1
              - r1 -- s1
              - r1 -- far
            programs:
              web: { on: h2, kind: http-server, port: 80, ready: { tcp: 80 }, env: { A: b } }
              get: { on: h1, kind: http-get, url: "http://h2/", count: "${count}", after: web, expect: { exit: 0 } }
              talk: { on: far, run: "cat; echo said >&2; sleep 5", stdin: hello, cwd: /, at: 200 ms }
            captures:
              - { at: s1, filter: tcp }
            monitors:
              who: { kind: flows, at: s1 }
            events:
              - { at: 300 ms, every: 100 ms, times: 2, mark: here }
              - at: 400 ms
                link: { h1 -- s1: { delay: 2 ms } }
              - at: 500 ms
                exec: { on: far, run: "true" }
            checks:
              - http: { from: h1, url: "http://h2/", status: 200 }
                within: 5 s
              - program: { name: web, state: exited }
                never: true
              - { rtt: { from: h1, to: far, below: 1 s }, at: end }
            duration: 3 s
            """);
        exit.ShouldBe(0, error);
        string run = folder.Runs.ShouldHaveSingleItem();
        HashSet<string> files = [.. Rows("| file | holds |").Select(cells => Quoted(cells[1]))];
        foreach (string file in Directory.GetFiles(run, "*", SearchOption.AllDirectories))
        {
            string name = Path.GetRelativePath(run, file);
            string known = name.StartsWith("logs/", StringComparison.Ordinal) ? "logs/PROGRAM.log" : name.StartsWith("captures/", StringComparison.Ordinal) ? "captures/NAME.pcapng" : name;
            files.ShouldContain(known);
        }

        foreach (string file in (string[])["host.json", "checks.json", "verdict.json", "ports.json", "plan.json"]) { Compare(file, [JsonDocument.Parse(File.ReadAllText(Path.Combine(run, file))).RootElement], complete: file != "plan.json"); }
        Compare("counters.jsonl", [.. File.ReadLines(Path.Combine(run, "counters.jsonl")).Select(line => JsonDocument.Parse(line).RootElement)], complete: true);
        CompareEvents(File.ReadLines(Path.Combine(run, "events.jsonl")));
        File.ReadLines(Path.Combine(run, "logs", "talk.log")).ShouldAllBe(line => LogLine().IsMatch(line));
    }

    [Fact]
    public void The_examples_have_the_fields_of_their_tables()
    {
        foreach (string file in (string[])["events.jsonl", "counters.jsonl", "checks.json", "ports.json"])
        {
            JsonElement example = JsonDocument.Parse(Section(file).Single(line => line.StartsWith("    {", StringComparison.Ordinal)).Trim()).RootElement;
            if (file == "events.jsonl") { CompareEvents([example.GetRawText()]); }
            else { Compare(file, [file is "checks.json" or "ports.json" ? JsonDocument.Parse($"[{example.GetRawText()}]").RootElement : example], complete: true); }
        }

        LogLine().IsMatch(Section("logs/PROGRAM.log").Single(line => line.StartsWith("    ", StringComparison.Ordinal)).Trim()).ShouldBeTrue();
    }

    // Fields that the document has and the run has not are wrong only where every run writes all of them.
    private static void Compare(string file, IReadOnlyList<JsonElement> values, bool complete)
    {
        string[] documented = [.. Section(file).Where(line => line.StartsWith("| `", StringComparison.Ordinal)).Select(line => Quoted(line.Split('|')[1]))];
        documented.ShouldNotBeEmpty(file);
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (JsonElement value in values) { Collect(value, "", found); }
        string[] unknown = [.. found.Where(path => !documented.Any(one => Covers(one, path)))];
        unknown.ShouldBeEmpty($"{file} has fields that the document does not name");
        if (!complete) { return; }
        // An array without items shows nothing of what they would be.
        documented.Where(one => !one.EndsWith("[]", StringComparison.Ordinal) && !one.EndsWith(".*", StringComparison.Ordinal) && !found.Any(path => Covers(one, path))).ShouldBeEmpty($"{file} lacks fields that the document names");
    }

    private static void CompareEvents(IEnumerable<string> lines)
    {
        string[] common = [.. Section("events.jsonl").Where(line => line.StartsWith("| `", StringComparison.Ordinal) && line.Split('|').Length == 5 && line.Split('|')[2].Trim() is "number" or "text").Select(line => Quoted(line.Split('|')[1]))];
        common.ShouldBe(["time", "kind", "subject", "text"]);
        var kinds = new Dictionary<string, string>(StringComparer.Ordinal);
        string above = "";
        foreach (string[] cells in Rows("| kind | subject | more fields, all text |"))
        {
            // "The same three" are those of the row of fired events.
            string fields = cells[3].Contains("the same three", StringComparison.Ordinal) ? above + cells[3] : cells[3];
            if (cells[1].Contains("fired", StringComparison.Ordinal)) { above = cells[3]; }
            foreach (Match kind in Word().Matches(cells[1])) { kinds.Add(kind.Groups[1].Value, fields); }
        }

        foreach (string line in lines)
        {
            JsonElement one = JsonDocument.Parse(line).RootElement;
            string kind = one.GetProperty("kind").GetString()!;
            kinds.ShouldContainKey(kind);
            foreach (JsonProperty field in one.EnumerateObject().Where(field => !common.Contains(field.Name))) { kinds[kind].ShouldContain($"`{field.Name}`", customMessage: line); }
        }
    }

    private static bool Covers(string documented, string path)
    {
        // A star at the end is all that is below; elsewhere it is one name, which may hold anything but a dot.
        string pattern = "^" + Regex.Escape(documented).Replace("\\.\\*", "\\.[^.]+", StringComparison.Ordinal) + "$";
        if (documented.EndsWith(".*", StringComparison.Ordinal)) { pattern = pattern[..^"[^.]+$".Length] + ".+$"; }
        return Regex.IsMatch(path, pattern, RegexOptions.None, TimeSpan.FromSeconds(1));
    }

    private static void Collect(JsonElement value, string path, HashSet<string> found)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (JsonProperty one in value.EnumerateObject()) { Collect(one.Value, path.Length == 0 ? one.Name : $"{path}.{one.Name}", found); }
                break;
            case JsonValueKind.Array:
                foreach (JsonElement one in value.EnumerateArray()) { Collect(one, path + "[]", found); }
                break;
            default:
                found.Add(path);
                break;
        }
    }

    private static IEnumerable<string> Section(string title) =>
        s_lines.SkipWhile(line => line != $"## {title}").Skip(1).TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal));

    private static IEnumerable<string[]> Rows(string head) =>
        s_lines.SkipWhile(line => line != head).Skip(2).TakeWhile(line => line.StartsWith('|')).Select(line => line.Split('|', StringSplitOptions.TrimEntries));

    private static string Quoted(string cell) => Word().Match(cell).Groups[1].Value;

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Word();

    [GeneratedRegex(@"^\d+\.\d{6} (out|err) ")]
    private static partial Regex LogLine();
}
