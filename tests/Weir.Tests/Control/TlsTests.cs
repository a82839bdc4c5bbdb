using System.Net;
using System.Net.Sockets;
using Weir.Cli;
using Weir.Cli.Control;
using Weir.Control;
using Weir.Platform;
using Weir.Tests.Cli;

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

    private string PathOf(string name) => Path.Combine(_folder, name);
}
