using Weir.Running;

namespace Weir.Tests.Running;

/// <summary>Records of earlier runs: whole ones, those of killed runs, and how two differ.</summary>
public sealed class RunRecordTests : IDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("weir-runs-").FullName;

    public void Dispose() => Directory.Delete(_home, recursive: true);

    [Fact]
    public void A_whole_record_says_everything()
    {
        RunRecord run = Record("20261125T214754Z-two", "name: two\n", "10");
        run.Lab.ShouldBe("two");
        run.LabFolder.ShouldBe("/labs");
        run.Begin.ShouldBe(new DateTimeOffset(2026, 11, 25, 21, 47, 54, 500, TimeSpan.Zero));
        run.Result.ShouldBe("pass");
        run.Trust.ShouldBe("trustworthy");
        run.Checks.ShouldBe([new RecordedCheck("ping a b", "ping", "pass", "10 ms", 1.5)]);
        run.Variables.ShouldBe([KeyValuePair.Create("hosts", "10")]);
        run.Durations.ShouldBe([KeyValuePair.Create("build", 0.5), KeyValuePair.Create("run", 2.0)]);
        run.Totals().ShouldBe([KeyValuePair.Create("receivedPackets", 7L), KeyValuePair.Create("sentPackets", 12L)]);
    }

    [Fact]
    public void A_killed_run_has_no_verdict_and_its_last_whole_counters()
    {
        RunRecord whole = Record("20261125T214754Z-two", "name: two\n", "10");
        File.Delete(whole.Folder.Verdict);
        File.WriteAllText(whole.Folder.Checks, "[{\"name\":\"pi");
        File.AppendAllText(whole.Folder.Counters, "{\"time\":2,\"interf");
        var killed = RunRecord.Read(whole.Folder);
        killed.Result.ShouldBeNull();
        killed.Checks.ShouldBeEmpty();
        killed.Durations.ShouldBeEmpty();
        killed.Totals().ShouldBe(whole.Totals());
    }

    [Fact]
    public void An_empty_folder_is_a_record_that_says_nothing()
    {
        Directory.CreateDirectory(Path.Combine(_home, "20261125T214754Z-none"));
        RunRecord run = RunFolder.All(_home).Select(RunRecord.Read).ShouldHaveSingleItem();
        run.Lab.ShouldBe("none");
        run.Begin.ShouldBeNull();
        run.Variables.ShouldBeEmpty();
        Should.Throw<WeirException>(() => run.LabText);
    }

    [Fact]
    public void A_run_differs_from_itself_in_nothing()
    {
        RunRecord run = Record("20261125T214754Z-two", "name: two\n", "10");
        var difference = RunDifference.Of(run, run);
        difference.SameResults.ShouldBeTrue();
        new[] { difference.Plan, difference.Machine, difference.Results, difference.Messages, difference.Durations, difference.Counters }.ShouldAllBe(part => part.Count == 0);
        difference.LabLines.ShouldBeEmpty();
    }

    [Fact]
    public void A_difference_names_lines_values_and_results()
    {
        RunRecord first = Record("20261125T214754Z-two", "name: two\nseed: 1\nduration: 2 s\n", "10");
        RunRecord second = Record("20261125T214755Z-two", "name: two\nseed: 2\nduration: 2 s\n", "11", "fail");
        var difference = RunDifference.Of(first, second);
        difference.LabLines.ShouldBe(["-seed: 1", "+seed: 2"]);
        difference.Plan.ShouldBe([new ValueDifference("vars.hosts", "10", "11"), new ValueDifference("nodes[h10].name", "h10", null), new ValueDifference("nodes[h11].name", null, "h11")]);
        difference.Results.ShouldBe([new ValueDifference("run", "pass", "fail"), new ValueDifference("ping a b", "pass", "fail")]);
        difference.Messages.ShouldBe([new ValueDifference("ping a b", "10 ms", "11 ms")]);
        difference.SameResults.ShouldBeFalse();
    }

    [Theory]
    [InlineData("a\nb\nc", "a\nc", "-b")]
    [InlineData("a\nc", "a\nb\nc\n", "+b")]
    [InlineData("", "a", "- +a")]
    [InlineData("x\na\nb\ny", "x\nb\na\ny", "-a +a")]
    public void Lines_that_both_have_in_order_are_no_difference(string first, string second, string expected) => string.Join(' ', LineDifference.Of(first, second)).ShouldBe(expected);

    private RunRecord Record(string id, string lab, string hosts, string result = "pass")
    {
        string folder = Directory.CreateDirectory(Path.Combine(_home, id)).FullName;
        void Write(string name, string text) => File.WriteAllText(Path.Combine(folder, name), text);
        Write("lab.yaml", lab);
        Write("plan.json", $$"""{"name":"two","vars":{"hosts":"{{hosts}}"},"nodes":[{"name":"h{{hosts}}"},{"name":"s1"}]}""");
        Write("host.json", """{"weir":"1.0","lab":"two","labFolder":"/labs","begin":"2026-11-25T21:47:54.500000Z","load":"1 2 3"}""");
        Write("checks.json", $$"""[{"name":"ping a b","kind":"ping","result":"{{result}}","message":"{{hosts}} ms","seconds":1.5}]""");
        Write("verdict.json", $$"""{"result":"{{result}}","trust":"trustworthy","durations":{"build":0.5,"run":2} }""");
        Write("counters.jsonl", """
            {"time":0,"interfaces":{"a-eth0":{"sentPackets":0,"receivedPackets":0}}}
            {"time":1,"interfaces":{"a-eth0":{"sentPackets":5,"receivedPackets":7},"b-eth0":{"sentPackets":7}}}

            """);
        return RunRecord.Read(RunFolder.Open(folder));
    }
}
