using System.Globalization;
using Weir.Tests.Fixtures;
using Weir.Tests.Platform;

namespace Weir.Tests.Running;

/// <summary>Runs beside each other, and runs that are interrupted, end as they should and leave nothing.</summary>
[Collection("the machine's processes")]
public sealed class RunEndsTests : IDisposable
{
    private const int Copies = 20;
    private const int InterruptSignal = 2;
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(5);
    private readonly string _folder = Directory.CreateTempSubdirectory("weir-ends-").FullName;

    [Fact]
    public async Task TwentyCopiesAtOncePassAndLeaveNothing()
    {
        RootOnly.Skip();
        string lab = Write("copies", "", """
              reach:
                on: h1
                run: [ping, -c, "1", h3]
                expect: { exit: 0 }
            """);
        ToolRun[] runs = [.. Enumerable.Range(0, Copies).Select(_ => ToolRun.Start(_folder, "run", "lab.yaml"))];
        foreach (ToolRun run in runs)
        {
            using (run) { (await run.EndAsync()).ShouldExit(0); }
        }

        (await Leavings.UntilNoneAsync(_folder, lab, s_limit)).ShouldBeEmpty();
        Directory.GetDirectories(Path.Combine(_folder, "runs")).Length.ShouldBe(Copies);
    }

    [Theory]
    [InlineData("building")]
    [InlineData("running")]
    public async Task InterruptedItEndsWith130AndLeavesNothing(string phase)
    {
        RootOnly.Skip();
        string lab = Write(phase, "duration: 60 s", "");
        using ToolRun run = ToolRun.Start(_folder, "run", "lab.yaml");
        while (!run.HasEnded && !Events().Contains($"\"phase\":\"{phase}\"", StringComparison.Ordinal)) { await Task.Delay(5); }
        run.Signal(InterruptSignal);
        (await run.EndAsync()).ShouldExit(130);
        (await Leavings.UntilNoneAsync(_folder, lab, s_limit)).ShouldBeEmpty();
        File.ReadAllText(Directory.GetFiles(_folder, "verdict.json", SearchOption.AllDirectories).ShouldHaveSingleItem()).ShouldContain("interrupted", Case.Insensitive);
    }

    [Fact]
    public async Task UpReturnsWhileTheLabStaysAndDownRemovesIt()
    {
        RootOnly.Skip();
        string lab = Write("up", "", "");
        (await ToolRun.RunAsync(_folder, "up", "lab.yaml")).ShouldExit(0).Out.ShouldContain("is up");
        (await Leavings.FindAsync(_folder, lab)).ShouldNotBeEmpty();
        (await ToolRun.RunAsync(_folder, "down")).ShouldExit(0);
        (await Leavings.UntilNoneAsync(_folder, lab, s_limit)).ShouldBeEmpty();
    }

    [Fact]
    public async Task ItEndsAlsoWhenItsRegistryWasDeletedMeanwhile()
    {
        RootOnly.Skip();
        string lab = Write("registry", "duration: 60 s", "");
        using ToolRun run = ToolRun.Start(_folder, "run", "lab.yaml");
        while (!run.HasEnded && !Events().Contains("\"phase\":\"running\"", StringComparison.Ordinal)) { await Task.Delay(5); }
        Directory.Delete(Path.Combine(_folder, "registry"), recursive: true);
        run.Signal(InterruptSignal);
        (await run.EndAsync()).ShouldExit(130);
        (await Leavings.UntilNoneAsync(_folder, lab, s_limit)).ShouldBeEmpty();
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Events()
    {
        foreach (string path in Directory.GetFiles(_folder, "events.jsonl", SearchOption.AllDirectories))
        {
            using var reader = new StreamReader(path, new FileStreamOptions { Share = FileShare.ReadWrite });
            return reader.ReadToEnd();
        }

        return "";
    }

    private string Write(string name, string duration, string more)
    {
        string lab = string.Create(CultureInfo.InvariantCulture, $"ends-{name}-{Environment.ProcessId}");
        File.WriteAllText(Path.Combine(_folder, "lab.yaml"), $$"""
            name: {{lab}}
            nodes:
              s1: { kind: bridge }
              h[1..3]: {}
            links:
              - h[1..2] -- s1
              - h3 -- s1: { backend: engine, delay: 1 ms }
            programs:
              away[1..2]:
                on: h{n}
                run: [sh, -c, "setsid -f sleep 2999; sleep 2998"]
                ready: { delay: 100 ms }
                expect: { running: true }
            {{more}}
            captures:
              - at: s1
            {{duration}}

            """);
        return lab;
    }
}
