using System.Text;
using Microsoft.Data.Sqlite;
using Weir.Consensus;
using Weir.Monitors;
using Weir.Monitors.Kinds;
using Weir.Store;
using Weir.Tests.Consensus;

namespace Weir.Tests.Store;

public sealed class SqliteStoreTests : IDisposable
{
    private static readonly RecordTable Table = new("things", "A thing.", [
        new("name", RecordValueKind.Text, "name"), new("size", RecordValueKind.Integer, "size"), new("share", RecordValueKind.Real, "share")]) { Indices = ["size, name"] };

    private static readonly System.Text.Json.JsonSerializerOptions s_relaxed = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly string _folder = Directory.CreateTempSubdirectory("weir-store").FullName;

    private string File(string name) => Path.Combine(_folder, name);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string Text(StoreReader reader, string table, ExportFormat format)
    {
        var stream = new MemoryStream();
        reader.Export(table, format, stream);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    [Fact]
    public void Rows_come_back_as_they_were_given()
    {
        using (SqliteStore store = SqliteStore.Create(File("a.db")))
        {
            store.Accept(new Record(Table, [RecordValue.Of("plain"), RecordValue.Of(-5L), RecordValue.Of(0.1)]));
            store.Accept(new Record(Table, [RecordValue.Of("comma, \"quote\"\nline"), RecordValue.Of(ulong.MaxValue), RecordValue.Null]));
            store.Accept(new Record(Table, [RecordValue.Null, RecordValue.Null, RecordValue.Of(1e300)]));
            store.Complete();
            store.Written.ShouldBe(3);
        }

        using StoreReader reader = StoreReader.Open(File("a.db"));
        reader.Tables.ShouldBe(["things"]);
        Text(reader, "things", ExportFormat.Csv).ShouldBe("name,size,share\nplain,-5,0.1\n\"comma, \"\"quote\"\"\nline\",9223372036854775807,\n,,1E+300\n");
        Text(reader, "things", ExportFormat.JsonLines).ShouldBe(
            "{\"name\":\"plain\",\"size\":-5,\"share\":0.1}\n{\"name\":\"comma, \\\"quote\\\"\\nline\",\"size\":9223372036854775807,\"share\":null}\n{\"name\":null,\"size\":null,\"share\":1E+300}\n");
    }

    [Theory]
    [InlineData("a\0b")]
    [InlineData("\0")]
    [InlineData("")]
    [InlineData("gr\u00fc\u00df\u0000\ud83d\udc1f")]
    public void Text_is_kept_to_its_last_character_whatever_stands_in_it(string text)
    {
        string whole = string.Concat(Enumerable.Repeat(text, 300));
        var grouped = new RecordTable("things", "A thing.", Table.Columns) { Group = ["name"] };
        using (SqliteStore store = SqliteStore.Create(File("n.db")))
        {
            store.Accept(new Record(grouped, [RecordValue.Of(text), RecordValue.Of(1L), RecordValue.Null]));
            store.Accept(new Record(grouped, [RecordValue.Of(whole), RecordValue.Of(2L), RecordValue.Null]));
            store.Accept(new Record(grouped, [RecordValue.Of(text + "x"), RecordValue.Of(3L), RecordValue.Null]));
            // A group whose name only begins like another's is not taken away with it.
            store.Change(tables => tables.Clear(grouped, [RecordValue.Of(text + "x")]));
            store.Complete();
        }

        using StoreReader reader = StoreReader.Open(File("n.db"));
        reader.RowsOf(grouped, [RecordValue.Of(text)])[0][0].ShouldBe(RecordValue.Of(text));
        reader.GroupsOf(grouped).SelectMany(one => one.Rows).Select(row => row[0].Text).ShouldBe([text, whole], ignoreOrder: true);
        reader.Query("SELECT name FROM things WHERE name = ?1 AND size = 1", [text], 10, CancellationToken.None).Single()[0].ShouldBe(text);
        Text(reader, "things", ExportFormat.JsonLines).Split('\n')[0].ShouldBe($"{{\"name\":{System.Text.Json.JsonSerializer.Serialize(text, s_relaxed)},\"size\":1,\"share\":null}}");
        Text(reader, "things", ExportFormat.Csv).ShouldContain($"\n{whole},2,");
    }

    [Fact]
    public void Written_and_skipped_together_are_all_rows()
    {
        using SqliteStore store = SqliteStore.Create(File("b.db"), new StoreOptions { MaxRows = 7, BatchRows = 3 });
        for (int i = 0; i < 10; i++) { store.Accept(new Record(Table, [RecordValue.Null, RecordValue.Of((long)i), RecordValue.Null])); }
        store.Complete();
        (store.Written, store.Skipped).ShouldBe((7L, 3L));
        using var connection = new SqliteConnection($"Data Source={File("b.db")};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM things";
        command.ExecuteScalar().ShouldBe(7L);
        command.CommandText = "SELECT count(*) FROM sqlite_schema WHERE type = 'index' AND name = 'things_by_size_name'";
        command.ExecuteScalar().ShouldBe(1L);
        command.CommandText = "PRAGMA user_version";
        command.ExecuteScalar().ShouldBe((long)StoreSchema.Version);
    }

    [Fact]
    public void A_store_is_replaced_and_another_file_is_left_alone()
    {
        using (SqliteStore store = SqliteStore.Create(File("c.db"))) { store.Add(Table); }
        using (SqliteStore store = SqliteStore.Create(File("c.db"))) { store.Complete(); }
        using (StoreReader reader = StoreReader.Open(File("c.db"))) { reader.Tables.ShouldBeEmpty(); }

        System.IO.File.WriteAllText(File("notes.txt"), "mine");
        Should.Throw<WeirException>(() => SqliteStore.Create(File("notes.txt"))).Message.ShouldContain("notes.txt");
        System.IO.File.ReadAllText(File("notes.txt")).ShouldBe("mine");
        Should.Throw<WeirException>(() => StoreReader.Open(File("notes.txt")));
        Should.Throw<WeirException>(() => StoreReader.Open(File("none.db")));
        System.IO.File.WriteAllText(File("begun.db"), "");
        Should.Throw<WeirException>(() => StoreReader.Open(File("begun.db"))).Message.ShouldContain("is being made");
        Should.Throw<WeirException>(() => SqliteStore.Create(Path.Combine(_folder, "no", "such", "folder.db")));
    }

    [Fact]
    public void A_table_that_is_not_there_is_named_with_those_that_are()
    {
        using (SqliteStore store = SqliteStore.Create(File("d.db"))) { store.Add(Table); }
        using StoreReader reader = StoreReader.Open(File("d.db"));
        string message = Should.Throw<WeirException>(() => reader.Export("thing", ExportFormat.Csv, Stream.Null)).Message;
        message.ShouldContain("no table thing");
        message.ShouldContain("things");
    }

    [Fact]
    public void A_report_fills_every_table_and_its_sums_agree()
    {
        var scene = new Scene(4);
        for (ulong block = 1; block <= 3; block++) { scene.Decide(block, block * 1000); }
        scene.Doubt(2, 1, 2012, 3001);
        scene.Pass(scene.Vote(Weir.Wire.Ethereum.IbftCode.Prepare, 2, 2, claimed: 3), 2, 1, 2020);
        ConsensusReport report = scene.End(0, 3900);
        using (SqliteStore store = SqliteStore.Create(File("e.db")))
        {
            foreach (RecordTable table in ConsensusTables.All) { store.Add(table); }
            ConsensusTables.Write(scene.Nodes, store);
            ConsensusTables.Write(report, new Balance(), store);
            store.Complete();
        }

        using (StoreReader reader = StoreReader.Open(File("e.db"))) { reader.Tables.ShouldBe(ConsensusTables.All.Select(table => table.Name)); }
        using var connection = new SqliteConnection($"Data Source={File("e.db")};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        foreach (RecordTable table in ConsensusTables.All)
        {
            command.CommandText = $"SELECT count(*) FROM {table.Name}";
            ((long)command.ExecuteScalar()!).ShouldBeGreaterThan(0, table.Name);
        }

        command.CommandText = "SELECT sum(frames) FROM frames";
        command.ExecuteScalar().ShouldBe(report.Frames);
        command.CommandText = "SELECT sum(frames) FROM rounds";
        command.ExecuteScalar().ShouldBe(report.Frames);
        command.CommandText = "SELECT kind FROM mismatches";
        command.ExecuteScalar().ShouldBe("signer_differs");
        command.CommandText = "SELECT group_concat(state) FROM blocks";
        command.ExecuteScalar().ShouldBe("complete,uncertain,uncertain");
    }

    [Fact]
    public void The_document_of_the_store_has_every_table_and_column_as_they_are()
    {
        string root = typeof(SqliteStoreTests).Assembly.GetCustomAttributes(typeof(System.Reflection.AssemblyMetadataAttribute), false)
            .Cast<System.Reflection.AssemblyMetadataAttribute>().First(attribute => attribute.Key == "RepositoryRoot").Value!;
        string document = System.IO.File.ReadAllText(Path.Combine(root, "docs", "formats", "store.md"));
        document.ShouldContain($"`user_version` {StoreSchema.Version}");
        var expected = new StringBuilder();
        Describe(ConsensusTables.All, expected);
        expected.Append("## Tables of other monitors\n\n");
        Describe([MonitorTables.Monitors, FlowsMonitor.Flows, .. MessagesMonitor.All], expected);
        document.ShouldEndWith(expected.ToString().TrimEnd('\n') + "\n");
    }

    private static void Describe(IEnumerable<RecordTable> tables, StringBuilder page)
    {
        foreach (RecordTable table in tables)
        {
            page.Append("### ").Append(table.Name).Append("\n\n").Append(table.Summary).Append("\n\n| column | type | meaning |\n|---|---|---|\n");
            foreach (RecordColumn column in table.Columns) { page.Append($"| `{column.Name}` | {StoreSchema.TypeOf(column.Kind)} | {column.Summary} |\n"); }
            foreach (string index in table.Indices) { page.Append($"\nIndex: `{index}`.\n"); }
            page.Append('\n');
        }
    }
}
