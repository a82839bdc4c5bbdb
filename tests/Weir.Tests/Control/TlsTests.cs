using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Weir.Cli;
using Weir.Cli.Control;
using Weir.Control;
using Weir.Platform;
using Weir.Tests.Cli;
using Weir.Tests.Running;

namespace Weir.Tests.Control;

/// <summary>TLS with the real Open vSwitch, both ways; each side must show a certificate that the other side's authority signed.</summary>
public sealed class TlsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("weir-test").FullName;

    public TlsTests() => PemFiles.Write(_folder, "good", "other");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_switch_connects_with_the_right_certificate_and_not_with_another()
    {
        await using OvsInstance ovs = await OvsInstance.StartAsync(2);
        using var output = new MemoryStream();
        using var error = new StringWriter();
        using var context = new CommandContext(output, error, MachineClock.Instance, _folder);
        await using RunningController controller = new("hub", change: options => options with { Tls = OpenFlowOptions.Server(context, "good.pem", "good.key", "good.pem") });
        (await ovs.VsctlAsync($"set-ssl {PathOf("other.key")} {PathOf("other.pem")} {PathOf("good.pem")} -- set-controller s1 ssl:127.0.0.1:{controller.Controller.Port} -- set controller s1 max_backoff=1000")).ShouldExit(0);
        await controller.SaysAsync("certificate");
        controller.Said.ShouldNotContain(line => line.Contains("connected from", StringComparison.Ordinal));
        (await ovs.VsctlAsync($"set-ssl {PathOf("good.key")} {PathOf("good.pem")} {PathOf("good.pem")}")).ShouldExit(0);
        await controller.SaysAsync("connected from 127.0.0.1");
    }

    [Fact]
    public async Task Flows_are_asked_for_over_tls()
    {
        await using OvsInstance ovs = await OvsInstance.StartAsync(2);
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        int port = ((IPEndPoint)free.LocalEndpoint).Port;
        free.Stop();
        (await ovs.VsctlAsync($"set-ssl {PathOf("good.key")} {PathOf("good.pem")} {PathOf("good.pem")} -- set-controller s1 pssl:{port}:127.0.0.1")).ShouldExit(0);
        string[] command = ["flow", "dump", $"ssl:127.0.0.1:{port}", "--certificate", PathOf("good.pem"), "--key", PathOf("good.key"), "--ca"];
        await OvsInstance.UntilAsync(async () => (await CliRun.RunAsync([.. command, PathOf("good.pem")])).ExitCode == 0, "the switch answers over TLS");
        (await CliRun.RunAsync([.. command, PathOf("other.pem")])).ShouldExit(3).Error.ShouldContain("certificate");
        (await CliRun.RunAsync("flow", "dump", $"ssl:127.0.0.1:{port}", "--ca", PathOf("nowhere.pem"))).ShouldExit(2).Error.ShouldContain("nowhere.pem");
    }

    [Fact]
    public async Task A_switch_of_ours_says_why_it_does_not_speak_with_a_controller_whose_certificate_it_does_not_trust()
    {
        using var labs = new LabFolder();
        PemFiles.Write(labs.Root, "good", "other");
        string id = JsonDocument.Parse((await labs.WeirAsync("up", "--json", labs.Write("distrust", """
            nodes:
              s1: { kind: openflow, controller: c, ca: other.pem }
              h1: {}
            links:
              - h1 -- s1
            controllers:
              c: { app: hub, certificate: good.pem, key: good.key, ready: { delay: 1 ms } }
            """))).ShouldExit(0).Out).RootElement.GetProperty("run").GetString()!;
        try
        {
            await OvsInstance.UntilAsync(async () => (await labs.WeirAsync("inspect", id)).Out.Contains("s1: a connection over TLS did not come about: ", StringComparison.Ordinal), "it says why");
        }
        finally
        {
            (await labs.WeirAsync("down", id)).ShouldExit(0);
        }
    }

    private string PathOf(string name) => Path.Combine(_folder, name);
}
