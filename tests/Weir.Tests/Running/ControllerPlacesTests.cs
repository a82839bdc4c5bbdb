using System.Globalization;
using System.Text.Json;
using Weir.Control;
using Weir.Tests.Control;

namespace Weir.Tests.Running;

/// <summary>Where controllers of a lab wait and switches find them: at sockets of the run, at nodes, elsewhere on this machine, over TLS and without; and a switch that is none of the lab's.</summary>
public sealed class ControllerPlacesTests
{
    // Open vSwitch with a data path of its own "dummy" kind needs no rights: a switch like one on another machine.
    private const string Outside = """
        export OVS_RUNDIR=$PWD/outside OVS_LOGDIR=$PWD/outside OVS_DBDIR=$PWD/outside OVS_SYSCONFDIR=$PWD/outside
        mkdir outside && cd outside
        ovsdb-tool create conf.db /usr/share/openvswitch/vswitch.ovsschema
        ovsdb-server conf.db --remote=punix:db.sock --unixctl=db.ctl -vconsole:off &
        while [ ! -S db.sock ]; do sleep 0.02; done
        ovs-vsctl --db=unix:db.sock --no-wait init
        ovs-vswitchd unix:db.sock --enable-dummy=override --disable-system --unixctl=vs.ctl -vconsole:off &
        ovs-vsctl --db=unix:db.sock add-br far -- set bridge far datapath_type=dummy other-config:datapath-id=0000000000000099 -- set-controller far tcp:$(getent ahostsv4 e1 | awk 'NR == 1 { print $1 }'):6653
        wait

        """;

    private const string Lab = """
        vars: { switch: ovs, port: 1 }
        nodes:
          s1: { kind: "${switch}", controller: at-socket, fail-mode: secure, certificate: good.pem, key: good.key, ca: good.pem }
          s2: { kind: "${switch}", controller: at-node, fail-mode: secure, certificate: good.pem, key: good.key, ca: good.pem }
          s3: { kind: "${switch}", controller: "ssl:127.0.0.1:${port}", fail-mode: secure, certificate: good.pem, key: good.key, ca: good.pem }
          s4: { kind: "${switch}", controller: strict, fail-mode: secure, certificate: other.pem, key: other.key, ca: good.pem }
          s5: { kind: "${switch}", controller: plain, fail-mode: secure }
          s6: { kind: "${switch}", controller: not-trusted, fail-mode: secure, certificate: good.pem, key: good.key, ca: other.pem }
          a[1..2]: {}
          b[1..2]: {}
          c[1..2]: {}
          d[1..2]: {}
          e[1..2]: {}
          f[1..2]: {}
          far: {}
        links:
          - a[1..2] -- s1
          - b[1..2] -- s2
          - c[1..2] -- s3
          - d[1..2] -- s4
          - e[1..2] -- s5
          - f[1..2] -- s6
          - e1 -- far
        controllers:
          at-socket: { app: l2-learning, certificate: good.pem, key: good.key, ca: good.pem }
          at-node: { app: hub, on: b1, listen: ":6653", certificate: good.pem, key: good.key, ca: good.pem }
          strict: { app: hub, certificate: good.pem, key: good.key, ca: good.pem, ready: { log: certificate } }
          not-trusted: { app: hub, certificate: good.pem, key: good.key, ready: { delay: 500 ms } }
          plain: { app: hub, on: e1, listen: ":6653" }
        programs:
          outside: { on: far, run: [bash, outside.sh], ready: { delay: 1 ms } }
        checks:
          - ping: { from: "a[1..2]", to: "a[1..2]", count: 1, timeout: 5 s }
          - ping: { from: "b[1..2]", to: "b[1..2]", count: 1, timeout: 5 s }
          - { ping: { from: "c[1..2]", to: "c[1..2]", count: 1, timeout: 1 s }, within: 30 s }
          - ping: { from: "e[1..2]", to: "e[1..2]", count: 1, timeout: 5 s }
          - ping: { from: d1, to: d2, count: 1, timeout: 500 ms, fails: true }
          - ping: { from: f1, to: f2, count: 1, timeout: 500 ms, fails: true }
          - { log: { program: strict, matches: "certificate" }, within: 30 s }
          - { log: { program: plain, matches: "^switch 0000000000000099 connected from 10\\." }, within: 30 s }
        """;

    [Theory]
    [InlineData(SwitchKinds.Ovs)]
    [InlineData(SwitchKinds.OpenFlow)]
    public async Task Switches_find_their_controllers_wherever_they_wait_and_speak_tls_with_those_that_have_a_certificate(string kind)
    {
        SwitchKinds.Skip(SwitchKinds.Ovs);
        using var folder = new LabFolder();
        PemFiles.Write(folder.Root, "good", "other");
        await File.WriteAllTextAsync(Path.Combine(folder.Root, "outside.sh"), Outside);
        var files = new TlsFiles(Path.Combine(folder.Root, "good.pem"), Path.Combine(folder.Root, "good.key"), Path.Combine(folder.Root, "good.pem"));
        await using RunningController elsewhere = new("hub", change: options => options with { Tls = files.Server() });
        (int exit, JsonElement json, string error) = await folder.RunAsync("places", Lab, "--set", $"switch={kind}", "--set", string.Create(CultureInfo.InvariantCulture, $"port={elsewhere.Controller.Port}"));
        exit.ShouldBe(0, error + json);
        string[] plain = await File.ReadAllLinesAsync(Path.Combine(json.GetProperty("folder").GetString()!, "logs", "plain.log"));
        Array.FindIndex(plain, line => line.Contains("all switches are connected: 1", StringComparison.Ordinal)).ShouldBeGreaterThan(Array.FindIndex(plain, line => line.Contains("switch 0000000000000005 connected", StringComparison.Ordinal)), "the one that is none of the lab's does not count");
        elsewhere.Said.ShouldContain(line => line.Contains("0000000000000003 connected", StringComparison.Ordinal));
    }
}
