using System.Text.Json;
using Weir.Cli;
using Weir.Platform;
using Weir.Store;
using Weir.Tests.Cli;
using Weir.Tests.Fixtures;

namespace Weir.Tests.Journey;

/// <summary><c>weir consensus</c> as a user calls it.</summary>
public sealed class ConsensusCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("weir-consensus").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string[] Arguments(string recording, string point, params string[] more)
    {
        string folder = Recordings.PathOf("klaytn", recording);
        return ["consensus", Path.Combine(folder, point + ".pcap"), "--secrets", Path.Combine(folder, "secrets"), "--nodes", Path.Combine(folder, "nodes.json"), .. more];
    }

    [Fact]
    public async Task A_row_a_block_and_a_line_that_sums_up()
    {
        CliRun run = (await CliRun.RunAsync(Arguments("lossy-burst-1.8.4", "cn2"))).ShouldExit(0);
        string[] lines = run.Out.Split('\n');
        lines[0].ShouldStartWith("point  block  state");
        lines[1].Split(' ', StringSplitOptions.RemoveEmptyEntries)[..5].ShouldBe(["cn2", "1", "complete", "3", "cn2"]);
        run.Out.ShouldContain("block 30 is uncertain: ");
        lines[^2].ShouldStartWith("1 point: 4 sessions with consensus");
        run.Error.ShouldBeEmpty();
    }

    [Fact]
    public async Task Rows_by_node_and_by_round()
    {
        string[] byNode = (await CliRun.RunAsync(Arguments("healthy-1.8.4", "cn1", "--by", "node"))).ShouldExit(0).Out.Split('\n');
        byNode[0].ShouldContain("commits missing");
        byNode[1..8].Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]).ShouldBe(["cn1", "cn2", "cn3", "cn4", "cn5", "cn6", "cn7"]);
        string[] byRound = (await CliRun.RunAsync(Arguments("healthy-1.8.4", "cn1", "--by", "round"))).ShouldExit(0).Out.Split('\n');
        byRound[3].Split(' ', StringSplitOptions.RemoveEmptyEntries)[..5].ShouldBe(["cn1", "1", "3", "yes", "cn2"]);
    }

    [Theory]
    [InlineData("block", "blocks")]
    [InlineData("round", "rounds")]
    [InlineData("node", "nodes")]
    public async Task Json_is_an_array_with_one_object_a_point(string by, string list)
    {
        CliRun run = (await CliRun.RunAsync(Arguments("healthy-1.8.4", "cn2", "--json", "--by", by))).ShouldExit(0);
        using JsonDocument json = JsonDocument.Parse(run.Out);
        JsonElement point = json.RootElement.EnumerateArray().ShouldHaveSingleItem();
        point.GetProperty("point").GetString().ShouldBe("cn2");
        point.GetProperty("frames").GetInt64().ShouldBe(3161);
        point.GetProperty("blocksComplete").GetInt32().ShouldBe(47);
        point.GetProperty(list).GetArrayLength().ShouldBeGreaterThan(6);
        if (by != "block") { return; }
        JsonElement block = point.GetProperty("blocks")[4];
        (block.GetProperty("block").GetInt32(), block.GetProperty("state").GetString(), block.GetProperty("quorum").GetInt32()).ShouldBe((5, "complete", 5));
        point.GetProperty("blocks").EnumerateArray().Sum(item => item.GetProperty("messages").EnumerateArray().Sum(row => row.GetProperty("frames").GetInt64())).ShouldBe(3161);
    }

    [Fact]
    public async Task Tables_and_a_store_are_written()
    {
        string db = Path.Combine(_folder, "net.db"), tables = Path.Combine(_folder, "tables");
        CliRun run = (await CliRun.RunAsync(Arguments("healthy-1.8.4", "cn2", "--db", db, "--export", tables, "--stats"))).ShouldExit(0);
        Directory.GetFiles(tables).Select(Path.GetFileName).ShouldBe(["blocks-cn2.csv", "distinct-cn2.csv", "frames-cn2.csv"], ignoreOrder: true);
        File.ReadLines(Path.Combine(tables, "frames-cn2.csv")).Count().ShouldBe(3162);
        run.Out.ShouldContain("rows ");
        (run.Out + run.Error).ShouldContain("Captured", Case.Insensitive);
        using StoreReader reader = StoreReader.Open(db);
        var stream = new MemoryStream();
        reader.Export("frames", ExportFormat.Csv, stream).ShouldBe(3161);
    }

    [Fact]
    public async Task A_damaged_file_is_counted_as_far_as_it_goes_and_told()
    {
        byte[] whole = File.ReadAllBytes(Recordings.PathOf("klaytn", "healthy-1.8.4", "cn2.pcap"));
        string cut = Path.Combine(_folder, "cn2.pcap");
        File.WriteAllBytes(cut, whole[..(whole.Length - 5)]);
        string[] arguments = Arguments("healthy-1.8.4", "cn2");
        arguments[1] = cut;
        CliRun run = (await CliRun.RunAsync(arguments)).ShouldExit(1);
        run.Error.ShouldContain(cut);
        run.Out.ShouldContain("47 complete");
    }

    [Fact]
    public async Task Mistakes_end_with_2_and_leave_other_files_alone()
    {
        (await CliRun.RunAsync("consensus", "no-such.pcap")).ShouldExit(2).Error.ShouldContain("no-such.pcap");
        string[] wrongNodes = Arguments("healthy-1.8.4", "cn2");
        wrongNodes[^1] = wrongNodes[1];
        (await CliRun.RunAsync(wrongNodes)).ShouldExit(2).Error.ShouldContain("cn2.pcap:1: ");
        string mine = Path.Combine(_folder, "mine.txt");
        File.WriteAllText(mine, "mine");
        (await CliRun.RunAsync(Arguments("healthy-1.8.4", "cn2", "--db", mine))).ShouldExit(2).Error.ShouldContain("no Weir store");
        File.ReadAllText(mine).ShouldBe("mine");
    }

    [Fact]
    public async Task Without_secrets_nothing_is_decrypted_and_that_is_said()
    {
        string file = Recordings.PathOf("klaytn", "healthy-1.8.4", "cn2.pcap");
        CliRun run = (await CliRun.RunAsync("consensus", file)).ShouldExit(0);
        run.Out.ShouldContain("streams without a secret");
    }

    [Fact]
    public async Task An_interrupt_ends_with_what_is_known_and_says_so()
    {
        using var output = new MemoryStream();
        using var error = new StringWriter();
        using var context = new CommandContext(output, error, MachineClock.Instance, Repository.Root);
        context.Interrupt();
        (await Weir.Cli.CommandLine.RunAsync(Arguments("healthy-1.8.4", "cn2"), context)).ShouldBe(130);
        error.ToString().ShouldContain("interrupted");
        System.Text.Encoding.UTF8.GetString(output.ToArray()).ShouldContain("1 point");
    }
}
