using System.Text.Json;
using System.Xml.Linq;
using Weir.Tests.Cli;

namespace Weir.Tests.Lab;

/// <summary>The verbs that read a lab file and touch nothing.</summary>
public sealed class LabVerbTests
{
    private const string Example = "examples/two-sites/two-sites.lab.yaml";

    [Fact]
    public async Task Validate_says_what_is_in_a_right_file() =>
        (await CliRun.RunAsync("validate", Example)).ShouldExit(0).Out.ShouldBe($"{Example} is right: 6 nodes, 5 links, 4 programs, 1 capture, 2 events, 3 checks\n");

    [Fact]
    public async Task Validate_prints_all_mistakes_and_exits_with_2()
    {
        using var folder = new LabFolder("bad.lab.yaml", "nodes:\n  a: { knd: host }\nduration: 5\n");
        CliRun run = (await CliRun.RunAsync("validate", folder.File)).ShouldExit(2);
        run.Out.ShouldContain($"{folder.File}:2:8: 'host' has no key 'knd'\n    did you mean 'kind'?\n");
        run.Out.ShouldEndWith("has 2 mistakes\n");

        using var json = JsonDocument.Parse((await CliRun.RunAsync("validate", "--json", folder.File)).ShouldExit(2).Out);
        JsonElement first = json.RootElement[0];
        first.EnumerateObject().Select(p => p.Name).ShouldBe(["file", "line", "column", "message", "hint"]);
        (first.GetProperty("line").GetInt32(), first.GetProperty("column").GetInt32()).ShouldBe((2, 8));
    }

    [Fact]
    public async Task Validate_prints_an_empty_list_for_a_right_file() => (await CliRun.RunAsync("validate", "--json", Example)).ShouldExit(0).Out.Trim().ShouldBe("[]");

    [Fact]
    public async Task A_variable_can_be_set() =>
        (await CliRun.RunAsync("validate", Example, "--set", "clients=7")).ShouldExit(0).Out.ShouldContain("10 nodes");

    [Fact]
    public async Task A_file_that_is_not_there_is_bad_usage()
    {
        (await CliRun.RunAsync("validate", "missing.lab.yaml")).ShouldExit(2).Error.ShouldStartWith("weir: ");
        (await CliRun.RunAsync("plan")).ShouldExit(2).Error.ShouldContain("weir init");
    }

    [Fact]
    public async Task Plan_prints_tables_or_the_same_bytes_each_time()
    {
        CliRun tables = (await CliRun.RunAsync("plan", Example)).ShouldExit(0);
        tables.Out.ShouldContain("10.1.0.4/16");
        tables.Out.ShouldContain("decided for each packet by the seed");
        byte[] first = (await CliRun.RunAsync("plan", "--json", Example)).ShouldExit(0).OutBytes;
        (await CliRun.RunAsync("plan", "--json", Example)).OutBytes.ShouldBe(first);
        using var json = JsonDocument.Parse(first);
        json.RootElement.GetProperty("nodes").GetArrayLength().ShouldBe(6);
    }

    [Fact]
    public async Task Graph_draws_in_three_ways()
    {
        (await CliRun.RunAsync("graph", Example)).ShouldExit(0).Out.ShouldStartWith("graph LR\n");
        (await CliRun.RunAsync("graph", "--format", "dot", Example)).ShouldExit(0).Out.ShouldStartWith("graph \"two-sites\" {");
        var picture = XDocument.Parse((await CliRun.RunAsync("graph", "--format", "svg", Example)).ShouldExit(0).Out);
        picture.Descendants().Count(e => e.Name.LocalName == "g").ShouldBe(6);
        picture.Descendants().Count(e => e.Name.LocalName == "line").ShouldBe(5);
    }

    [Fact]
    public async Task Init_writes_a_file_that_is_right_and_overwrites_none()
    {
        using var folder = new LabFolder();
        using var output = new MemoryStream();
        using var error = new StringWriter();
        using var context = new Weir.Cli.CommandContext(output, error, Weir.Platform.MachineClock.Instance, folder.Path);
        (await Weir.Cli.CommandLine.RunAsync(["init", "hello"], context)).ShouldBe(0, error.ToString());
        (await CliRun.RunAsync("validate", Path.Combine(folder.Path, "hello.lab.yaml"))).ShouldExit(0);
        (await Weir.Cli.CommandLine.RunAsync(["plan"], context)).ShouldBe(0, "the only lab file of the folder is found");
        (await Weir.Cli.CommandLine.RunAsync(["init", "hello"], context)).ShouldBe(2);
        (await Weir.Cli.CommandLine.RunAsync(["init", "Not_A_Name"], context)).ShouldBe(2);
    }

    /// <summary>A folder that goes when the test ends.</summary>
    private sealed class LabFolder : IDisposable
    {
        public LabFolder(string name = "", string text = "")
        {
            if (name.Length > 0) { System.IO.File.WriteAllText(File = System.IO.Path.Combine(Path, name), text); }
        }

        public string Path { get; } = Directory.CreateTempSubdirectory("weir-lab-").FullName;

        public string File { get; } = "";

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
