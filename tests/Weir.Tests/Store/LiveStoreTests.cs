using Weir.Store;

namespace Weir.Tests.Store;

/// <summary>Stores whose tables change while they are read.</summary>
public sealed class LiveStoreTests : IDisposable
{
    private static readonly RecordTable Table = new("things", "A thing.", [new("kind", RecordValueKind.Text, "kind"), new("size", RecordValueKind.Integer, "size")]) { Group = ["kind"] };
    private static readonly RecordTable Single = new("sums", "A sum.", [new("sum", RecordValueKind.Integer, "sum")]);

    private readonly string _folder = Directory.CreateTempSubdirectory("weir-store").FullName;

    private string Path => System.IO.Path.Combine(_folder, "live.db");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Rows_of_a_group_stand_in_place_of_those_before()
    {
        using (SqliteStore store = SqliteStore.Create(Path, new StoreOptions { Live = true }))
        {
            store.Change(tables => Put(tables, "a", 1, 2));
            store.Change(tables => Put(tables, "b", 3));
            store.Change(tables => Put(tables, null, 7));
            store.Change(tables => Put(tables, "a", 4));
            store.Change(tables => Put(tables, null, 8, 9));
            store.Change(tables => { tables.Clear(Single, []); tables.Accept(new Record(Single, [RecordValue.Of(1L)])); });
            store.Change(tables => { tables.Clear(Single, []); tables.Accept(new Record(Single, [RecordValue.Of(2L)])); });
            store.Written.ShouldBe(5);
            store.Complete();
        }

        Monitors.MonitorRun.Rows(Path, "things", "kind", "size").ShouldBe([",8", ",9", "a,4", "b,3"]);
        Monitors.MonitorRun.Rows(Path, "sums", "sum").ShouldBe(["2"]);
        Directory.GetFiles(_folder).ShouldBe([Path]);
    }

    [Fact]
    public void A_store_that_changes_has_no_limit_at_which_rows_go_missing()
    {
        new StoreOptions { Live = true }.MaxRows.ShouldBe(long.MaxValue);
        new StoreOptions { Live = true, MaxRows = 7 }.MaxRows.ShouldBe(7);
        new StoreOptions().MaxRows.ShouldBe(100_000_000);
    }

    [Fact]
    public void Groups_are_read_on_from_any_of_them()
    {
        var pairs = new RecordTable("pairs", "A pair.", [new("a", RecordValueKind.Text, "a"), new("b", RecordValueKind.Integer, "b")]) { Group = ["a", "b"] };
        RecordValue[] firsts = [RecordValue.Null, RecordValue.Of(""), RecordValue.Of("x"), RecordValue.Of("y\0z")], seconds = [RecordValue.Null, RecordValue.Of(-1L), RecordValue.Of(5L)];
        using (SqliteStore store = SqliteStore.Create(Path, new StoreOptions { Live = true }))
        {
            store.Change(tables =>
            {
                foreach (RecordValue first in firsts.Reverse())
                {
                    foreach (RecordValue second in seconds) { tables.Accept(new Record(pairs, [first, second])); tables.Accept(new Record(pairs, [first, second])); }
                }

                tables.Accept(new Record(Single, [RecordValue.Of(1L)]));
            });
            store.Complete();
        }

        using StoreReader reader = StoreReader.Open(Path);
        string[] all = [.. reader.GroupsOf(pairs).Select(Text)];
        all.Length.ShouldBe(12);
        int at = 0;
        foreach ((RecordValue[] group, _) in reader.GroupsOf(pairs).ToList()) { reader.GroupsOf(pairs, group).Select(Text).ShouldBe(all.Skip(++at)); }
        reader.GroupsOf(Single).Count().ShouldBe(1);
        reader.GroupsOf(Single, []).ShouldBeEmpty();
        static string Text((RecordValue[] Group, List<RecordValue[]> Rows) one) => $"{string.Join(',', one.Group)}: {one.Rows.Count}";
    }

    [Fact]
    public void A_reader_sees_each_change_whole_and_does_not_wait_for_one_that_goes_on()
    {
        using SqliteStore store = SqliteStore.Create(Path, new StoreOptions { Live = true });
        store.Change(tables => Put(tables, "a", 1));
        store.Change(tables =>
        {
            Put(tables, "a", 1, 2, 3);
            using StoreReader reader = StoreReader.Open(Path);
            reader.Number("select count(*) from things").ShouldBe(1);
        });
        using StoreReader after = StoreReader.Open(Path);
        after.Number("select count(*) from things").ShouldBe(3);
    }

    [Fact]
    public void A_change_that_fails_leaves_what_was_there()
    {
        using SqliteStore store = SqliteStore.Create(Path, new StoreOptions { Live = true });
        store.Change(tables => Put(tables, "a", 1));
        Should.Throw<InvalidOperationException>(() => store.Change(tables =>
        {
            Put(tables, "a", 5, 6);
            throw new InvalidOperationException();
        }));
        store.Written.ShouldBe(1);
        store.Change(tables => Put(tables, "b", 2));
        store.Complete();
        using StoreReader reader = StoreReader.Open(Path);
        reader.Number("select sum(size) from things").ShouldBe(3);
    }

    [Fact]
    public async Task Several_threads_change_the_same_store()
    {
        using (SqliteStore store = SqliteStore.Create(Path, new StoreOptions { Live = true }))
        {
            await Task.WhenAll(Enumerable.Range(0, 4).Select(one => Task.Run(() =>
            {
                for (int i = 0; i < 100; i++) { store.Change(tables => Put(tables, $"k{one}", i)); }
            })));
            store.Complete();
        }

        Monitors.MonitorRun.Rows(Path, "things", "kind", "size").ShouldBe(["k0,99", "k1,99", "k2,99", "k3,99"]);
    }

    private static void Put(ITableSink tables, string? kind, params long[] sizes)
    {
        tables.Clear(Table, [RecordValue.Of(kind)]);
        foreach (long size in sizes) { tables.Accept(new Record(Table, [RecordValue.Of(kind), RecordValue.Of(size)])); }
    }
}
