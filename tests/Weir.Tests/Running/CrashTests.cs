using System.Globalization;
using Weir.Platform;
using Weir.Tests.Fixtures;
using Weir.Tests.Platform;

namespace Weir.Tests.Running;

/// <summary>
/// A run that is killed leaves nothing, whenever it is killed: while it builds, runs or removes. <c>bench/compare/crash.sh</c> kills more often (<c>WEIR_CRASHES</c>), from another seed (<c>WEIR_CRASH_SEED</c>).
/// </summary>
[Collection("the machine's processes")]
public sealed class CrashTests(ITestOutputHelper output) : IDisposable
{
    // The supervisor has five seconds on a machine that has nothing else to do.
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(15);
    private readonly string _folder = Directory.CreateTempSubdirectory("weir-crash-").FullName;

    [Fact]
    public async Task KilledAtAnyMomentItLeavesNothing()
    {
        RootOnly.Skip();
        int kills = Number("WEIR_CRASHES", 8);
        int seed = Number("WEIR_CRASH_SEED", 20261125);
        string lab = LabOf("crash");
        File.WriteAllText(Path.Combine(_folder, "crash.lab.yaml"), Text(lab, guest: false));
        await using Decoys decoys = await Decoys.MakeAsync();

        long begin = MachineClock.Instance.GetTimestamp();
        (await ToolRun.RunAsync(_folder, "run", "crash.lab.yaml")).ShouldExit(0);
        TimeSpan whole = MachineClock.Instance.GetElapsedTime(begin);
        (await Leavings.FindAsync(_folder, lab)).ShouldBeEmpty("after a run that nobody killed");

        var random = new Random(seed);
        int cleaned = 0;
        TimeSpan longest = default;
        for (int kill = 0; kill < kills; kill++)
        {
            TimeSpan moment = whole * random.NextDouble();
            using ToolRun run = ToolRun.Start(_folder, "run", "crash.lab.yaml");
            await Task.Delay(moment);
            run.Kill();
            long killed = MachineClock.Instance.GetTimestamp();
            List<string> left = await Leavings.UntilNoneAsync(_folder, lab, s_limit);
            if (left.Count > 0)
            {
                // Killed before the process that watches was started, or it died too.
                cleaned++;
                await ToolRun.RunAsync(_folder, "clean");
                left = await Leavings.FindAsync(_folder, lab);
            }
            else if (MachineClock.Instance.GetElapsedTime(killed) is var took && took > longest) { longest = took; }

            left.ShouldBeEmpty($"kill {kill} of seed {seed}, {moment.TotalSeconds:F3} s after the start of {whole.TotalSeconds:F3} s");
            await decoys.ShouldLiveAsync();
        }

        output.WriteLine($"{kills} kills, {cleaned} of them needed 'weir clean', the longest removal without it took {longest.TotalSeconds:F2} s");
    }

    [Fact]
    public async Task KilledWithAGuestItLeavesNothing()
    {
        RootOnly.Skip();
        if (!File.Exists("/usr/bin/linux.uml")) { Assert.Skip("there is no /usr/bin/linux.uml (Debian: user-mode-linux)"); }
        string lab = LabOf("guest");
        File.WriteAllText(Path.Combine(_folder, "guest.lab.yaml"), Text(lab, guest: true));
        await using Decoys decoys = await Decoys.MakeAsync();
        using ToolRun run = ToolRun.Start(_folder, "run", "guest.lab.yaml");
        // The guest's kernel has started; its agent may or may not speak yet.
        while (!run.HasEnded && Directory.GetFiles(_folder, "*.console.log", SearchOption.AllDirectories) is []) { await Task.Delay(20); }
        await Task.Delay(500);
        run.Kill();
        (await Leavings.UntilNoneAsync(_folder, lab, s_limit)).ShouldBeEmpty();
        await decoys.ShouldLiveAsync();
    }

    [Fact]
    public async Task AnEntryThatWasNotFinishedIsRemoved()
    {
        string registry = Directory.CreateDirectory(Path.Combine(_folder, "registry")).FullName;
        string entry = Path.Combine(registry, "20260101T000000Z-half.run");
        File.WriteAllText(entry, "/tmp/some");
        (await ToolRun.RunAsync(_folder, "clean")).ShouldExit(0);
        File.Exists(entry).ShouldBeTrue("it may be written at this moment");
        File.SetLastWriteTimeUtc(entry, new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        (await ToolRun.RunAsync(_folder, "clean")).ShouldExit(0);
        File.Exists(entry).ShouldBeFalse();
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string LabOf(string name) => string.Create(CultureInfo.InvariantCulture, $"{name}-{Environment.ProcessId}");

    private static int Number(string variable, int usual) => int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out int number) ? number : usual;

    // A bridge, a shaped link of the engine, a capture, and programs that go on in sessions of their own, one of them with an empty environment.
    private static string Text(string lab, bool guest) => $$"""
        name: {{lab}}
        nodes:
          s[1..2]: { kind: bridge }
          h[1..3]: {}
        {{(guest ? "  g1: { kind: uml, ram: 96 MiB }" : "")}}
        links:
          - h[1..2] -- s1
          - h3 -- s2
          - s1 -- s2: { backend: engine, delay: 2 ms }
        {{(guest ? "  - g1 -- s1" : "")}}
        programs:
          away[1..3]:
            on: h{n}
            run: [sh, -c, "setsid -f sleep 2999; setsid -f sh -c 'sleep 2998 & sleep 2997'; sleep 2996"]
            expect: { running: true }
          hidden:
            on: h1
            run: [sh, -c, "env -i setsid -f sleep 2995; sleep 2994"]
            expect: { running: true }
        captures:
          - at: s1
        duration: 1 s

        """;
}
