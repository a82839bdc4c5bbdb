using System.Globalization;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Weir.Cli.Output;
using Weir.Consensus.Peers;
using Weir.Platform;
using Weir.Telemetry;
using Weir.Tests.Cli;
using Weir.Tests.Consensus.Validating;
using Weir.Tests.Fixtures;
using Weir.Tests.Platform;
using Weir.Tests.Running;
using Weir.Wire.Ethereum;

namespace Weir.Tests.Telemetry;

/// <summary>What is logged: lines for whoever asks, and nothing, at no cost, for everybody else.</summary>
[Collection("the machine's processes")]
public sealed class LogTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("weir-log-").FullName;
    private readonly StringWriter _lines = new() { NewLine = "\n" };

    public void Dispose()
    {
        _lines.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void A_level_that_is_off_costs_nothing()
    {
        ILogger log = new LineLog(TextWriter.Synchronized(_lines), TimeProvider.System, LogLevel.Warning, isJson: false);
        var remote = new IPEndPoint(IPAddress.Loopback, 1);
        Budget.Allocates(0, () =>
        {
            log.PeerJoined(default, remote, 65, 7);
            log.PeerLost(default, "it ended", 8, 3);
            log.BlockTaken(7, default, default);
            log.RoundOver(7, 0, 1);
            log.TablesChanged("flows", 1000);
            log.ProcessKilled("run", 17);
        });
        _lines.ToString().ShouldBeEmpty();
    }

    [Fact]
    public void A_line_says_when_how_grave_which_and_what()
    {
        ILogger log = new LineLog(_lines, new StandingClock(), LogLevel.Debug, isJson: false);
        log.RoundOver(7, 0, 1);
        log.MonitorFailed("talk", new IOException("full\r\ndisk"));
        _lines.ToString().ShouldBe("""
            2026-11-26T08:00:00.250000Z information 105 RoundOver: round 0 of block 7 is over; asks for round 1
            2026-11-26T08:00:00.250000Z warning 302 MonitorFailed: monitor talk ends early: its tables cannot be written, or a stage failed: System.IO.IOException: full | disk

            """);
    }

    [Fact]
    public void As_json_a_line_is_an_object_with_its_values_by_name()
    {
        ILogger log = new LineLog(_lines, new StandingClock(), LogLevel.Debug, isJson: true);
        log.PeerLost(default, "\"gone\"\n", 8, 3);
        JsonElement line = JsonDocument.Parse(_lines.ToString().TrimEnd('\n')).RootElement;
        _lines.ToString().Count('\n').ShouldBe(1);
        line.GetProperty("time").GetString().ShouldBe("2026-11-26T08:00:00.250000Z");
        line.GetProperty("level").GetString().ShouldBe("information");
        line.GetProperty("id").GetInt32().ShouldBe(101);
        line.GetProperty("name").GetString().ShouldBe("PeerLost");
        JsonElement values = line.GetProperty("values");
        values.GetProperty("Why").GetString().ShouldBe("\"gone\"\n");
        values.GetProperty("Dropped").GetInt64().ShouldBe(3);
        values.GetProperty("Address").GetString().ShouldBe(default(EthereumAddress).ToString());
    }

    [Fact]
    public async Task Nodes_tell_of_their_peers_and_blocks()
    {
        var log = new LineLog(TextWriter.Synchronized(_lines), TimeProvider.System, LogLevel.Debug, isJson: false);
        await using var network = new NodeNetwork(4) { Log = log };
        for (int i = 0; i < 4; i++) { network.Start(i); }
        await network.UntilAsync(2, 60);
        await network.StopAsync(3);
        await network.UntilAsync(network.Chains[0].Head.Header.Number + 2, 60);
        network.Start(3);
        await network.UntilAsync(network.Chains[0].Head.Header.Number + 1, 60);
        for (int i = 0; i < 4; i++) { await network.StopAsync(i); }
        string text = _lines.ToString();
        EthereumAddress down = network.Genesis.Validators.Single(one => one == new PeerIdentity(Curves.Best, network.KeyOf(3)).Address);
        network.Chains[0].TryGet(2, out Block? second).ShouldBeTrue();
        text.ShouldContain($" PeerJoined: peer {down} at ");
        text.ShouldContain($" PeerLost: peer {down} is lost: ");
        text.ShouldContain($" BlockDecided: block 2 {second!.Header.Hash} is inserted");
        text.ShouldContain(" FetchingBegins: ");
        text.ShouldContain(" BlockTaken: ");
        text.ShouldContain(" FetchingEnds: ");
    }

    [Fact]
    public async Task The_supervisor_of_a_killed_run_tells_what_it_removed()
    {
        RootOnly.Skip();
        string lab = string.Create(CultureInfo.InvariantCulture, $"logged-{Environment.ProcessId}");
        File.WriteAllText(Path.Combine(_folder, "logged.lab.yaml"), $$"""
            name: {{lab}}
            nodes:
              h[1..2]: {}
            links:
              - h1 -- h2
            programs:
              away:
                on: h1
                run: [sh, -c, "setsid -f sleep 2999; echo begun; sleep 2998"]
                ready: { log: begun }
            duration: 60 s

            """);
        using ToolRun run = ToolRun.Start(_folder, "run", "logged.lab.yaml", "--log-level", "debug", "--log-format", "json");
        while (!run.HasEnded && !Directory.EnumerateFiles(_folder, "away.log", SearchOption.AllDirectories).Any(file => new FileInfo(file).Length > 0)) { await Task.Delay(20, TestContext.Current.CancellationToken); }
        run.Kill();
        (await Leavings.UntilNoneAsync(_folder, lab, TimeSpan.FromSeconds(15))).ShouldBeEmpty();
        JsonElement[] lines = [.. (await run.EndAsync()).Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line[0] == '{').Select(line => JsonDocument.Parse(line).RootElement)];
        string[] names = [.. lines.Select(line => line.GetProperty("name").GetString()!)];
        names.ShouldContain("SupervisorStarted");
        names.SkipWhile(name => name != "RunDied").ShouldContain("ProcessKilled");
        lines.Last(line => line.GetProperty("name").GetString() == "RunCleaned").GetProperty("values").GetProperty("Left").GetInt32().ShouldBe(0);
    }

    [Fact]
    public async Task Secrets_that_a_monitor_reads_are_named()
    {
        string secrets = Repository.PathOf("examples", "decode-a-capture", "secrets");
        string capture = Repository.PathOf("examples", "decode-a-capture", "cn1.pcap");
        string[] words = ["monitor", "consensus", "-r", capture, "--secrets", secrets];
        (await CliRun.RunAsync(words)).ShouldExit(0).Error.ShouldNotContain("SecretsRead");
        (await CliRun.RunAsync([.. words, "--log-level", "information"])).ShouldExit(0).Error.ShouldNotContain("SecretsRead");
        string told = (await CliRun.RunAsync([.. words, "--log-level", "debug"])).ShouldExit(0).Error;
        foreach (string file in Directory.GetFiles(secrets)) { told.ShouldContain($" debug 200 SecretsRead: session secrets are read from {file}; "); }
    }

    [Theory]
    [InlineData("debug", 0)]
    [InlineData("", 0)]
    [InlineData("loud", 2)]
    public async Task The_environment_says_the_level_when_the_command_line_does_not(string level, int exit)
    {
        using var output = new MemoryStream();
        using var context = new Weir.Cli.CommandContext(output, _lines, MachineClock.Instance, Repository.Root) { LogLevel = level };
        string capture = "examples/decode-a-capture/cn1.pcap";
        (await Weir.Cli.CommandLine.RunAsync(["monitor", "consensus", "-r", capture, "--secrets", "examples/decode-a-capture/secrets"], context)).ShouldBe(exit, _lines.ToString());
        _lines.ToString().Contains("SecretsRead", StringComparison.Ordinal).ShouldBe(level == "debug");
        if (exit == 2) { _lines.ToString().ShouldBe("weir: the variable WEIR_LOG is 'loud', which is no level: it may be debug, information, warning\n"); }
    }

    [Fact]
    public async Task A_level_that_there_is_not_is_bad_usage() =>
        (await CliRun.RunAsync("flows", "x.pcap", "--log-level", "loud")).ShouldExit(2).Error.ShouldContain("loud");

    private sealed class StandingClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 11, 26, 8, 0, 0, 250, TimeSpan.Zero);
    }
}
