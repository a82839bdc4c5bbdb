using System.Globalization;
using Weir.Consensus;
using Weir.Programs;
using Weir.Tests.Fixtures;
using Weir.Tests.Monitors;
using Weir.Tests.Running;

namespace Weir.Tests.Journey;

/// <summary>What monitors count of a network that decides blocks now is what its nodes wrote down themselves, from the begin, after a restart and joined late. With <c>WEIR_LIVE</c> (nodes, seconds) a run of another size and length.</summary>
public sealed class ConsensusLiveTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("weir-live-").FullName;

    public static TheoryData<int, int> Networks => Environment.GetEnvironmentVariable("WEIR_LIVE")?.Split(' ') is [var nodes, var seconds]
        ? new() { { int.Parse(nodes, CultureInfo.InvariantCulture), int.Parse(seconds, CultureInfo.InvariantCulture) } } : new() { { 4, 22 }, { 7, 22 } };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Networks))]
    public async Task Counts_of_complete_blocks_equal_the_logs_of_the_nodes(int nodes, int seconds)
    {
        if (!Environment.IsPrivilegedProcess) { Assert.Skip("labs are built by the superuser"); }
        (await ToolRun.RunAsync(_folder, "consensus", "init", "net", "-n", $"{nodes}", "--host", "10.1.0.{n}", "--seed", "live")).ShouldExit(0);
        File.WriteAllText(Path.Combine(_folder, "votes.lab.yaml"), $$"""
            name: votes
            nodes:
              s1: { kind: bridge }
              cn[1..{{nodes}}]: {}
            links:
              - cn[1..{{nodes}}] -- s1
            programs:
              cn[1..{{nodes}}]: { on: "cn{n}", kind: consensus, network: net, number: "{n}", log: "cn{n}.csv", ready: { tcp: 32323 } }
            monitors:
              votes: { kind: consensus, at: s1, nodes: net/nodes.json }
              once: { kind: consensus, at: s1, direction: in, nodes: net/nodes.json }
            duration: {{120 + (3 * seconds)}} s
            """);
        using ToolRun run = ToolRun.Start(_folder, "run", "votes.lab.yaml");
        try { await CompareAsync(run, nodes, seconds); }
        finally
        {
            // Where something was not as it should be, the lab is still up.
            if (!run.HasEnded)
            {
                run.Signal(Signals.Terminate);
                await run.EndAsync();
            }
        }
    }

    private async Task CompareAsync(ToolRun run, int nodes, int seconds)
    {
        string store = await StoreAsync(run);

        // One that is started again twice, each time late for the sessions, which run already.
        var lives = new List<string>();
        for (int life = 1; life <= 3; life++)
        {
            string kept = Path.Combine(_folder, $"life{life}.db");
            using ToolRun monitor = ToolRun.Start(_folder, "monitor", "consensus", "s1", "--direction", life == 2 ? "in" : "both", "--secrets", Path.Combine(Path.GetDirectoryName(store)!, "secrets"), "--nodes", Path.Combine("net", "nodes.json"), "--db", kept, "--json");
            await UntilAsync(() => run.HasEnded || monitor.HasEnded || File.Exists(kept), "the monitor's tables");
            await Task.Delay(TimeSpan.FromSeconds(life < 3 ? seconds / 5.0 : seconds * 3 / 5.0), TestContext.Current.CancellationToken);
            // The last one ends with the lab, however long everything took to begin.
            if (life < 3) { monitor.Signal(Signals.Terminate); }
            else { (await ToolRun.RunAsync(_folder, "down", "votes")).ShouldExit(0); }
            (await monitor.EndAsync()).ShouldExit(0).Error.ShouldContain("all accounted for, 0 lost");
            lives.Add(kept);
        }

        (await run.EndAsync()).ShouldExit(0);
        var logs = new NodeLogs(NodeTable.Load(Path.Combine(_folder, "net", "nodes.json")), Enumerable.Range(1, nodes).Select(n => ($"cn{n}", Path.Combine(_folder, $"cn{n}.csv"))));
        MonitorRun.Number(store, "select sum(dropped) from monitors").ShouldBe(0);
        MonitorRun.Number(store, "select sum(captured - accounted) from monitors").ShouldBe(0);
        int complete = logs.ShouldEqual(store, "votes_"), once = logs.ShouldEqual(store, "once_");
        int later = lives.Sum(life => logs.ShouldEqual(life, ""));
        TestContext.Current.TestOutputHelper?.WriteLine($"{nodes} nodes: {complete} complete blocks at the ports from the begin, {once} where each frame is seen once, {later} in three later lives");
        complete.ShouldBeGreaterThan(3 * nodes);
        once.ShouldBeGreaterThan(3 * nodes);
        // Each frame once in place of twice; what is flooded goes out at more ports than one.
        MonitorRun.Number(store, "select (select captured from monitors where monitor = 'once') < 0.6 * (select captured from monitors where monitor = 'votes')").ShouldBe(1);
        later.ShouldBeGreaterThan(nodes);
        MonitorRun.Number(store, "select count(*) from votes_mismatches").ShouldBe(0);
    }

    /// <summary>The store of the run, when two blocks are decided.</summary>
    private async Task<string> StoreAsync(ToolRun run)
    {
        string store = "";
        await UntilAsync(
            () =>
            {
                if (run.HasEnded) { throw new ShouldAssertException("the run ended before two blocks were decided"); }
                string runs = Path.Combine(_folder, "runs");
                store = Directory.Exists(runs) && Directory.GetDirectories(runs) is [var one] ? Path.Combine(one, "store.db") : "";
                // Until its first change is on the disk, the file is empty.
                return File.Exists(store) && new FileInfo(store).Length > 0 && MonitorRun.Number(store, "select count(*) from sqlite_schema where name = 'votes_blocks'") > 0 && MonitorRun.Number(store, "select max(block) from votes_blocks where decided = 1") > 1;
            },
            "the first blocks");
        return store;
    }

    private static async Task UntilAsync(Func<bool> holds, string what)
    {
        long begin = TimeProvider.System.GetTimestamp();
        while (!holds())
        {
            if (TimeProvider.System.GetElapsedTime(begin) > TimeSpan.FromMinutes(2)) { throw new ShouldAssertException($"{what} did not come in two minutes"); }
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }
}
