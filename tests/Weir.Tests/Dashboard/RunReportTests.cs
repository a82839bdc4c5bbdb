using System.Text.Json;
using Weir.Cli;
using Weir.Cli.Runs;
using Weir.Dashboard.Reports;
using Weir.Platform;
using Weir.Running;
using Weir.Tests.Running;

namespace Weir.Tests.Dashboard;

/// <summary>The report that a run leaves in its folder.</summary>
public sealed class RunReportTests
{
    private const string Lab = "nodes: { h1: { kind: memory }, h2: { kind: memory } }\nlinks: [ h1 -- h2 ]\nprograms: { hello: { on: h1, kind: ping, to: h2, count: 2 } }\ncaptures: [ { at: h1 } ]\n";

    [Fact]
    public async Task Every_run_that_ends_leaves_its_report_unless_the_lab_says_no()
    {
        using var folder = new LabFolder(privileged: false);
        (int exit, _, string error) = await folder.RunAsync("told", Lab);
        exit.ShouldBe(0, error);
        string run = folder.Runs[0], id = Path.GetFileName(run);
        JsonElement data = DataOf(Path.Combine(run, "report.html"));
        data.GetProperty($"/runs/{id}").GetProperty("result").GetString().ShouldBe("pass");
        data.GetProperty($"/runs/{id}").GetProperty("state").GetString().ShouldBe("ended");
        data.GetProperty($"/runs/{id}/captures/h1/packets").GetProperty("packets").GetArrayLength().ShouldBeGreaterThan(3);
        data.GetProperty("/report").GetProperty("leftOut").GetArrayLength().ShouldBe(0);

        // One that fails has it too.
        (exit, _, error) = await folder.RunAsync("fails", Lab + "checks: [ { ping: { from: h1, to: 10.9.9.9 } } ]\n");
        exit.ShouldBe(1, error);
        string failed = folder.Runs.Single(one => one.EndsWith("-fails", StringComparison.Ordinal));
        DataOf(Path.Combine(failed, "report.html")).GetProperty($"/runs/{Path.GetFileName(failed)}").GetProperty("result").GetString().ShouldBe("fail");

        (exit, _, error) = await folder.RunAsync("silent", "report: false\n" + Lab);
        exit.ShouldBe(0, error);
        File.Exists(Path.Combine(folder.Runs.Single(one => one.EndsWith("-silent", StringComparison.Ordinal)), "report.html")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_report_stays_below_its_bound_and_names_what_it_leaves_out()
    {
        using var folder = new LabFolder(privileged: false);
        (int exit, _, string error) = await folder.RunAsync("large", Lab);
        exit.ShouldBe(0, error);
        string run = folder.Runs[0], id = Path.GetFileName(run);
        // As if a thousand programs had written much.
        const int programs = 1000;
        var plan = System.Text.Json.Nodes.JsonNode.Parse(File.ReadAllText(Path.Combine(run, "plan.json")))!;
        string line = $"0.100000 out {new string('x', 200)}\n", log = string.Concat(Enumerable.Repeat(line, 300));
        for (int i = 0; i < programs; i++)
        {
            plan["programs"]!.AsArray().Add(new System.Text.Json.Nodes.JsonObject { ["name"] = $"p{i}", ["node"] = "h1", ["kind"] = "command" });
            File.WriteAllText(Path.Combine(run, "logs", $"p{i}.log"), log);
        }

        File.WriteAllText(Path.Combine(run, "plan.json"), plan.ToJsonString());
        (await folder.WeirAsync("report", id)).ShouldExit(0);
        string path = Path.Combine(run, "report.html");
        new FileInfo(path).Length.ShouldBeLessThan(RunReport.DataBytes + (2 << 20));
        JsonElement data = DataOf(path);
        string[] left = [.. data.GetProperty("/report").GetProperty("leftOut").EnumerateArray().Select(one => one.GetString()!)];
        left.ShouldNotBeEmpty();
        left.ShouldAllBe(one => one.EndsWith("/log", StringComparison.Ordinal));
        string[] logs = [.. data.EnumerateObject().Select(one => one.Name).Where(name => name.EndsWith("/log", StringComparison.Ordinal))];
        logs.Intersect(left).ShouldBeEmpty();
        (logs.Length + left.Length).ShouldBe(programs + 1);
        data.GetProperty($"/runs/{id}/captures/h1/packets").GetProperty("packets").GetArrayLength().ShouldBeGreaterThan(3);
    }

    [Fact]
    public async Task What_is_not_read_in_time_is_left_out_and_the_result_never_is()
    {
        using var folder = new LabFolder(privileged: false);
        (int exit, _, string error) = await folder.RunAsync("hasty", Lab);
        exit.ShouldBe(0, error);
        using var over = new CancellationTokenSource();
        await over.CancelAsync();
        string path = Path.Combine(folder.Root, "hasty.html");
        File.WriteAllBytes(path, RunReport.Of(RunFolder.Open(folder.Runs[0]), RunRegistry.OfThisUser(), MachineClock.Instance, "test", over.Token));
        JsonElement data = DataOf(path);
        data.GetProperty("/report").GetProperty("leftOut").EnumerateArray().Select(one => one.GetString()).ShouldContain($"/runs/{Path.GetFileName(folder.Runs[0])}/captures/h1/packets");
        data.GetProperty($"/runs/{Path.GetFileName(folder.Runs[0])}").GetProperty("result").GetString().ShouldBe("pass");
    }

    [Fact]
    public async Task A_report_that_cannot_be_written_is_told_and_changes_no_verdict()
    {
        using var folder = new LabFolder(privileged: false);
        (await folder.RunAsync("stuck", "report: false\n" + Lab)).Exit.ShouldBe(0);
        // A folder stands where the file is to be.
        Directory.CreateDirectory(Path.Combine(folder.Runs[0], "report.html", "here"));
        using var output = new MemoryStream();
        using var said = new StringWriter();
        using var context = new CommandContext(output, said, MachineClock.Instance, folder.Root);
        ReportFile.WriteAtEnd(context, new RunOutcome(new RunId(Path.GetFileName(folder.Runs[0])), folder.Runs[0], RunResult.Pass, 0, [], [], [], new RunDurations(0, 0, 0, 0)));
        said.ToString().ShouldContain("the run has no report");
    }

    private static JsonElement DataOf(string path)
    {
        const string begin = "<script type=\"application/json\" id=\"weir-run\">";
        string html = File.ReadAllText(path);
        int at = html.IndexOf(begin, StringComparison.Ordinal) + begin.Length;
        return JsonSerializer.Deserialize<JsonElement>(html[at..html.IndexOf("</script>", at, StringComparison.Ordinal)]);
    }
}
