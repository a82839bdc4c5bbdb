using Weir.Store;
using Weir.Tests.Cli;

namespace Weir.Tests.Store;

public sealed class ExportCommandTests : IDisposable
{
    private static readonly RecordTable Sizes = new("sizes", "A size.", [new("name", RecordValueKind.Text, "name"), new("size", RecordValueKind.Integer, "size")]);
    private static readonly RecordTable Empty = new("empty", "Nothing.", [new("nothing", RecordValueKind.Integer, "nothing")]);
    private readonly string _folder = Directory.CreateTempSubdirectory("weir-export").FullName;

    public ExportCommandTests()
    {
        using SqliteStore store = SqliteStore.Create(Db);
        store.Add(Empty);
        store.Accept(new Record(Sizes, [RecordValue.Of("a"), RecordValue.Of(1L)]));
        store.Accept(new Record(Sizes, [RecordValue.Of("b"), RecordValue.Null]));
        store.Complete();
    }

    private string Db => Path.Combine(_folder, "net.db");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Without_a_table_the_tables_are_listed() =>
        (await CliRun.RunAsync("export", Db)).ShouldExit(0).Out.ShouldBe("empty\nsizes\n");

    [Fact]
    public async Task A_table_goes_to_standard_output()
    {
        (await CliRun.RunAsync("export", Db, "--table", "sizes")).ShouldExit(0).Out.ShouldBe("name,size\na,1\nb,\n");
        (await CliRun.RunAsync("export", Db, "--table", "sizes", "--format", "jsonl")).ShouldExit(0).Out.ShouldBe("{\"name\":\"a\",\"size\":1}\n{\"name\":\"b\",\"size\":null}\n");
    }

    [Fact]
    public async Task All_tables_go_to_a_folder()
    {
        string folder = Path.Combine(_folder, "tables");
        (await CliRun.RunAsync("export", Db, "-o", folder)).ShouldExit(0).Out.ShouldBe($"{folder}/empty.csv: 0 rows\n{folder}/sizes.csv: 2 rows\n");
        File.ReadAllText(Path.Combine(folder, "sizes.csv")).ShouldBe("name,size\na,1\nb,\n");
        File.ReadAllText(Path.Combine(folder, "empty.csv")).ShouldBe("nothing\n");
    }

    [Fact]
    public async Task Mistakes_are_told()
    {
        (await CliRun.RunAsync("export", Db, "--table", "size")).ShouldExit(2).Error.ShouldContain("there are: empty, sizes");
        (await CliRun.RunAsync("export", Path.Combine(_folder, "none.db"))).ShouldExit(2).Error.ShouldContain("none.db");
        (await CliRun.RunAsync("export", Db, "-o", Db)).ShouldExit(2).Error.ShouldContain("is a file");
        (await CliRun.RunAsync("export", Db, "--table", "sizes", "-o", _folder)).ShouldExit(2).Error.ShouldContain("is a folder");
    }
}
