using System.Text.Json;
using Weir.Tests.Cli;
using Weir.Tests.Fixtures;

namespace Weir.Tests.Running;

/// <summary>What the user of <c>weir run</c> and <c>weir validate</c> is told, whatever he wrote and whoever reads it.</summary>
public sealed class RunCommandTests
{
    // Over at once, and its check fails.
    private const string Failing = "nodes:\n  h[1..2]: { kind: memory }\nlinks:\n  - h1 -- h2\nchecks:\n  - tcp: { from: h1, to: h2, port: 81, timeout: 300 ms }\n";

    [Theory]
    [InlineData("junit=", "name is missing")]
    [InlineData("junit=nowhere/r.xml", "no folder nowhere")]
    [InlineData("tap=here", "is a folder")]
    public async Task A_report_that_cannot_be_written_is_told_before_the_run_begins(string report, string said)
    {
        using var folder = new LabFolder(privileged: false);
        Directory.CreateDirectory(Path.Combine(folder.Root, "here"));
        (await folder.WeirAsync("run", "--report", report, folder.Write("failing", Failing))).ShouldExit(2).Error.ShouldContain(said);
        folder.Runs.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_report_that_cannot_be_written_in_the_end_hides_no_verdict()
    {
        using var folder = new LabFolder(privileged: false);
        (int exit, JsonElement json, string error) = await folder.RunAsync("failing", Failing, "--report", "junit=/proc/report.xml");
        exit.ShouldBe(1, error);
        json.GetProperty("result").GetString().ShouldBe("fail");
        error.ShouldContain("the report cannot be written");
    }

    [Theory]
    [InlineData("")]
    [InlineData("--json ")]
    public async Task A_reader_that_goes_away_changes_neither_the_exit_code_nor_the_report(string options)
    {
        using var folder = new LabFolder(privileged: false);
        folder.Write("failing", Failing);
        Shell run = await Shell.RunAsync($"dotnet '{Path.Combine(AppContext.BaseDirectory, "Weir.Cli.dll")}' run {options}failing.lab.yaml --report junit=r.xml | true; exit ${{PIPESTATUS[0]}}", folder.Root, ("WEIR_REGISTRY", Path.Combine(folder.Root, "registry")));
        run.ShouldExit(1);
        File.ReadAllText(Path.Combine(folder.Root, "r.xml")).ShouldContain("<failure");
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("0")]
    [InlineData("nan")]
    [InlineData("1e12")]
    [InlineData("abc")]
    public async Task A_timeout_that_is_none_is_answered_with_what_would_be_right(string timeout)
    {
        using var folder = new LabFolder(privileged: false);
        string error = (await folder.WeirAsync("run", "--timeout", timeout, folder.Write("failing", Failing))).ShouldExit(2).Error;
        error.ShouldContain($"--timeout {timeout}: write how many seconds");
        error.ShouldNotContain("Nullable");
        folder.Runs.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_timeout_in_seconds_is_taken()
    {
        using var folder = new LabFolder(privileged: false);
        (await folder.WeirAsync("run", "--timeout", "20.5", folder.Write("failing", Failing))).ShouldExit(1);
    }

    [Fact]
    public async Task A_folder_in_the_place_of_the_lab_file_is_called_one_and_its_lab_is_named()
    {
        using var folder = new LabFolder(privileged: false);
        string inner = Directory.CreateDirectory(Path.Combine(folder.Root, "inner")).FullName;
        (await folder.WeirAsync("run", "inner")).ShouldExit(2).Error.ShouldContain("inner is a folder, and a lab file is wanted: there is no file");
        File.WriteAllText(Path.Combine(inner, "one.lab.yaml"), Failing);
        (await folder.WeirAsync("run", "inner")).ShouldExit(2).Error.ShouldContain("name inner/one.lab.yaml");
    }

    [Theory]
    [InlineData("missing.lab.yaml")]
    [InlineData(".")]
    public async Task Validate_prints_json_also_of_a_file_that_cannot_be_read(string file)
    {
        using var folder = new LabFolder(privileged: false);
        CliRun run = (await folder.WeirAsync("validate", "--json", file)).ShouldExit(2);
        using var json = JsonDocument.Parse(run.Out);
        JsonElement mistake = json.RootElement.EnumerateArray().ShouldHaveSingleItem();
        mistake.GetProperty("file").GetString().ShouldBe(file);
        mistake.GetProperty("line").GetInt32().ShouldBe(1);
        mistake.GetProperty("message").GetString().ShouldNotBeNullOrEmpty();
    }
}
