using System.Text.Json;
using Weir.Tests.Cli;
using Weir.Tests.Fixtures;

namespace Weir.Tests.Traffic;

/// <summary><c>weir rewrite</c> as a user runs it, and what tshark says of its result.</summary>
public class RewriteCommandTests
{
    private const string Example = "examples/decode-a-capture/cn1.pcap";

    [Fact]
    public async Task Tshark_finds_every_checksum_right_and_every_address_changed()
    {
        if ((await Shell.RunAsync("command -v tshark", Repository.Root)).ExitCode != 0) { Assert.Skip("tshark is not installed"); }
        string folder = Directory.CreateTempSubdirectory("weir-rewrite-").FullName;
        try
        {
            string file = Path.Combine(folder, "new.pcap");
            CliRun run = (await CliRun.RunAsync("rewrite", Example, "-o", file, "--map", "10.0.0.0/24=192.168.9.0/24", "--port", "32323=40000", "--vlan-add", "12:3", "--ttl", "-1", "--source-mac", "02:00:00:00:00:0a,02:00:00:00:00:0b", "--json")).ShouldExit(0);
            long packets = JsonDocument.Parse(run.Out).RootElement.GetProperty("packets").GetInt64();
            Shell bad = (await Shell.RunAsync($"tshark -n -r '{file}' -o ip.check_checksum:TRUE -o tcp.check_checksum:TRUE -T fields -e ip.checksum.status -e tcp.checksum.status -e vlan.id -e vlan.priority 2>/dev/null | sort | uniq -c", folder)).ShouldExit(0);
            bad.Out.Trim().Split(['\t', ' ', '\n'], StringSplitOptions.RemoveEmptyEntries).ShouldBe([$"{packets}", "1", "1", "12", "3"]);
            Shell old = (await Shell.RunAsync($"tshark -n -r '{file}' -Y 'ip.addr == 10.0.0.0/8 or tcp.port == 32323' 2>/dev/null | wc -l", folder)).ShouldExit(0);
            old.Out.Trim().ShouldBe("0");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("--map", "10.0.0.0/8", "is no map of addresses")]
    [InlineData("--map", "10.0.0.0/8=fd00::/8", "maps one version of IP to the other")]
    [InlineData("--port", "1-3=5-9", "maps 3 ports to 5")]
    [InlineData("--vlan-add", "5000", "is no VLAN tag")]
    [InlineData("--ttl", "300", "is no hop limit")]
    [InlineData("--source-mac", "02:00", "is no hardware address")]
    [InlineData("--endpoints", "10.0.0.1", "is no pair of addresses")]
    [InlineData("--clients", "10.0.0.0/40", "is no network")]
    public async Task A_mistake_in_an_option_says_what_would_be_right(string option, string value, string message)
    {
        CliRun run = (await CliRun.RunAsync("rewrite", Example, "-o", "-", option, value)).ShouldExit(2);
        run.Error.ShouldContain(message);
        run.OutBytes.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_file_is_not_replaced_while_it_is_read() =>
        (await CliRun.RunAsync("rewrite", Example, "-o", Example)).ShouldExit(2).Error.ShouldContain("cannot be read and replaced at once");
}
