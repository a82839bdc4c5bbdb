using System.Text.Json;
using Weir.Platform;
using Weir.Tests.Fixtures;
using Weir.Tests.Monitors;

namespace Weir.Tests.Cli;

/// <summary>Monitors from the command line: over captures, and at an interface of this machine.</summary>
public sealed class MonitorCommandTests : IDisposable
{
    private static readonly string[] s_frames = ["direction", "peer", "block", "round", "type", "sender", "frames", "point"];

    private readonly string _folder = Directory.CreateTempSubdirectory("weir-monitor-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Captures_give_the_tables_of_consensus()
    {
        string example = Repository.PathOf("examples", "decode-a-capture");
        string live = Path.Combine(_folder, "live.db"), offline = Path.Combine(_folder, "offline.db");
        string[] captures = [.. Enumerable.Range(1, 4).Select(n => Path.Combine(example, $"cn{n}.pcap"))];
        string[] names = ["--secrets", Path.Combine(example, "secrets"), "--nodes", Path.Combine(example, "nodes.json")];
        CliRun run = (await CliRun.RunAsync(["monitor", "consensus", "-r", .. captures, .. names, "--db", live])).ShouldExit(0);
        run.Out.Split('\n').Length.ShouldBe(26, "a head, 24 blocks and the end");
        run.Error.ShouldContain("all accounted for, 0 lost");
        (await CliRun.RunAsync(["consensus", .. captures, .. names, "--db", offline])).ShouldExit(0);
        MonitorRun.Rows(live, "frames", s_frames).ShouldBe(MonitorRun.Rows(offline, "frames", s_frames));
        string[] blocks = [.. Weir.Consensus.ConsensusTables.Blocks.Columns.Select(column => column.Name)];
        MonitorRun.Rows(live, "blocks", blocks).ShouldBe(MonitorRun.Rows(offline, "blocks", blocks));
        string[] waypoints = ["point", "waypoint", "role", "count"];
        MonitorRun.Rows(live, "waypoints", waypoints).ShouldBe(MonitorRun.Rows(offline, "waypoints", waypoints));
    }

    [Fact]
    public async Task Json_lines_are_the_rows()
    {
        CliRun run = (await CliRun.RunAsync("monitor", "flows", "-r", Repository.PathOf("examples", "decode-a-capture", "cn1.pcap"), "--json")).ShouldExit(0);
        JsonElement[] rows = [.. run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement.Clone())];
        rows.Count(row => row.GetProperty("table").GetString() == "flows").ShouldBe(3);
        rows.Single(row => row.GetProperty("table").GetString() == "monitors").GetProperty("dropped").GetInt64().ShouldBe(0);
    }

    [Theory]
    [InlineData("say where to listen", "monitor", "flows")]
    [InlineData("not both", "monitor", "flows", "lo", "-r", "x.pcap")]
    [InlineData("--secrets does not belong to the monitor flows", "monitor", "flows", "lo", "--secrets", "x")]
    [InlineData("did you mean flows?", "monitor", "flows", "-r", "CAPTURE", "-t", "flow")]
    public async Task What_is_wrong_is_said(string said, params string[] args)
    {
        string[] all = [.. args.Select(arg => arg == "CAPTURE" ? Repository.PathOf("examples", "decode-a-capture", "cn1.pcap") : arg)];
        (await CliRun.RunAsync(all)).ShouldExit(2).Error.ShouldContain(said);
    }

    [Fact]
    public async Task An_interface_that_is_not_there_is_named_with_those_that_are()
    {
        Shell run = await Weir.Tests.Running.ToolRun.RunAsync(_folder, "monitor", "flows", "no-such");
        run.ShouldExit(2).Error.ShouldContain("no interface 'no-such' (it has lo");
    }

    [Fact]
    public async Task An_interface_of_this_machine_is_listened_to_until_the_user_interrupts()
    {
        if (!Environment.IsPrivilegedProcess) { Assert.Skip("only the superuser may listen"); }
        using var live = new LiveRun("monitor", "flows", "lo", "--json", "--filter", "udp port 4243", "--refresh", "50 ms");
        using var socket = new System.Net.Sockets.UdpClient();
        byte[] one = [1];
        await live.UntilAsync(output =>
        {
            socket.Send(one, new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 4243));
            return output.Contains("\"server_port\":4243", StringComparison.Ordinal);
        });
        CliRun end = await live.InterruptAsync();
        end.ShouldExit(0).Error.ShouldContain("all accounted for, 0 lost");
    }
}
