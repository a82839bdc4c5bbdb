using Weir.Consensus;
using Weir.Store;
using Weir.Tests.Monitors;
using Weir.Wire.Ethereum;

namespace Weir.Tests.Consensus;

/// <summary>Tables that follow a monitor step by step are in the end those that are written at once.</summary>
public sealed class ConsensusLedgerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("weir-ledger").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Written_again_and_again_the_tables_are_those_of_the_end()
    {
        var scene = new Scene(4);
        string live = Path.Combine(_folder, "live.db"), whole = Path.Combine(_folder, "whole.db");
        var ledger = new ConsensusLedger();
        using SqliteStore store = SqliteStore.Create(live, new StoreOptions { Live = true });
        for (ulong block = 1; block <= 5; block++)
        {
            scene.Decide(block, block * 1000);
            if (block == 3) { scene.Doubt(2, 1, 2012, 3001); scene.Doubt(3, 1, 2012, 3001); }
            if (block == 4) { scene.Pass(scene.Vote(IbftCode.Prepare, 2, 2, claimed: 3), 2, 1, 4020); }
            store.Change(tables => ledger.Write(scene.Monitor.Snapshot(), tables));
        }

        ConsensusReport end = scene.End(0, 5900);
        store.Change(tables => ledger.Write(end, tables));
        store.Complete();
        using (SqliteStore once = SqliteStore.Create(whole))
        {
            foreach (RecordTable table in ConsensusTables.All) { once.Add(table); }
            ConsensusTables.Write(end, null, once);
            once.Complete();
        }

        foreach (RecordTable table in ConsensusTables.All.Where(table => table != ConsensusTables.Nodes && table != ConsensusTables.Waypoints))
        {
            string[] columns = [.. table.Columns.Select(column => column.Name)];
            MonitorRun.Rows(live, table.Name, columns).ShouldBe(MonitorRun.Rows(whole, table.Name, columns), table.Name);
        }
    }

    [Fact]
    public void Blocks_whose_memory_was_let_go_keep_their_rows_and_their_verdict_may_still_change()
    {
        string live = Path.Combine(_folder, "live.db"), whole = Path.Combine(_folder, "whole.db");
        foreach (string file in (string[])[live, whole])
        {
            var scene = new Scene(4, options: new ConsensusOptions { BlockWindow = TimeSpan.FromSeconds(5) });
            var ledger = new ConsensusLedger();
            using SqliteStore store = SqliteStore.Create(file, new StoreOptions { Live = true });
            ConsensusReport report = scene.Monitor.Snapshot();
            for (ulong block = 1; block <= 40; block++)
            {
                scene.Decide(block, block * 1000);
                // A hole that is told late: its blocks are closed by then.
                if (block == 38) { scene.Doubt(2, 1, 22_012, 23_001); }
                if (file == whole && block < 40) { continue; }
                report = scene.End(0, (block * 1000) + 900);
                store.Change(tables => ledger.Write(report, tables));
                if (file == live) { scene.Monitor.LetGo(20); }
            }

            store.Complete();
            if (file == whole) { continue; }
            report.BlocksForgotten.ShouldBeInRange(4, 10);
            report.Blocks.Sum(block => block.Frames.Count + block.Distinct.Count + block.Rounds.Count + block.Senders.Count).ShouldBeLessThan(report.Blocks.Count * 20, "rows of the open blocks alone");
            report.Blocks[0].Frames.ShouldBeEmpty();
        }

        string[] states = MonitorRun.Rows(live, "blocks", ["block", "state"]);
        states.Length.ShouldBe(40);
        states.ShouldContain("21,complete");
        states.ShouldContain("22,uncertain", "its counts were let go before");
        foreach (RecordTable table in ConsensusTables.All.Where(table => table != ConsensusTables.Nodes && table != ConsensusTables.Waypoints))
        {
            string[] columns = [.. table.Columns.Select(column => column.Name)];
            MonitorRun.Rows(live, table.Name, columns).ShouldBe(MonitorRun.Rows(whole, table.Name, columns), table.Name);
        }
    }

    [Fact]
    public void Only_what_changed_is_written_again()
    {
        var scene = new Scene(4);
        for (ulong block = 1; block <= 3; block++) { scene.Decide(block, block * 1000); }
        var ledger = new ConsensusLedger();
        var counter = new Counter();
        ledger.Write(scene.End(0, 3900), counter);
        counter.Rows[ConsensusTables.Blocks].ShouldBe(3);
        counter.Rows.Clear();
        ledger.Write(scene.Monitor.Snapshot(), counter);
        counter.Rows.Keys.ShouldBe([ConsensusTables.Points]);
        counter.Rows.Clear();
        scene.Decide(4, 4000);
        ledger.Write(scene.Monitor.Snapshot(), counter);
        counter.Rows[ConsensusTables.Blocks].ShouldBe(1);

        // A hole that is told later makes blocks uncertain that were written as complete; what was counted in them stands.
        counter.Rows.Clear();
        scene.Doubt(2, 1, 2012, 3001);
        ledger.Write(scene.Monitor.Snapshot(), counter);
        counter.Rows[ConsensusTables.Blocks].ShouldBe(2);
        counter.Rows.ShouldNotContainKey(ConsensusTables.Frames);

        // A doubt of another connection is written, and not the one before once more.
        counter.Rows.Clear();
        scene.Doubt(3, 1, 3012, 4001);
        ledger.Write(scene.Monitor.Snapshot(), counter);
        counter.Rows[ConsensusTables.Doubts].ShouldBe(1);
    }

    [Fact]
    public void Only_the_report_of_a_block_that_changed_is_made_anew()
    {
        var scene = new Scene(4);
        for (ulong block = 1; block <= 3; block++) { scene.Decide(block, block * 1000); }
        ConsensusReport before = scene.End(0, 3900);
        scene.Pass(scene.Vote(IbftCode.Prepare, 2, 2, claimed: 3), 2, 1, 4020);
        ConsensusReport after = scene.Monitor.Snapshot();
        after.Blocks.Select((block, i) => ReferenceEquals(block, before.Blocks[i])).ShouldBe([true, false, true]);
        after.Blocks[1].Frames.Sum(row => row.Frames).ShouldBe(before.Blocks[1].Frames.Sum(row => row.Frames) + 1);
        after.FindingCount.ShouldBe(before.FindingCount + 1);
        scene.Monitor.Snapshot().FindingCount.ShouldBe(after.FindingCount);
    }

    private sealed class Counter : ITableSink
    {
        public Dictionary<RecordTable, int> Rows { get; } = [];

        public void Accept(in Record record) => Rows[record.Table] = Rows.GetValueOrDefault(record.Table) + 1;

        public void Clear(RecordTable table, ReadOnlySpan<RecordValue> group) { }
    }
}
