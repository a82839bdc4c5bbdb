using System.Security.Cryptography;
using System.Text.Json;
using Weir.Tests.Cli;

namespace Weir.Tests.Running;

/// <summary>One suite of labs, run on the kernel and in memory: what a lab file promises holds whatever its nodes are made of.</summary>
public sealed class BothBackendsTests
{
    public const string Kernel = "kernel";
    public const string Memory = "memory";

    private const string Head = """
        vars: { host: host, router: router, bridge: bridge }

        """;

    // Two hosts on a switch, a router, and a third host behind it.
    private const string Network = Head + """
        nodes:
          s1: { kind: "${bridge}" }
          r1: { kind: "${router}" }
          h[1..3]: { kind: "${host}" }
        links:
          - h1 -- s1
          - h2 -- s1
          - s1 -- r1
          - r1 -- h3

        """;

    private const string Line = Head + """
        nodes:
          a: { kind: "${host}" }
          b: { kind: "${host}" }

        """;

    [Theory]
    [InlineData(Kernel)]
    [InlineData(Memory)]
    public async Task Every_host_has_its_addresses_routes_and_neighbours(string where) => await HoldsAsync(where, Network + """
        checks:
          - address: { on: h1, is: 10.1.0.1/16 }
          - address: { on: h1, is: "fd00:77:1::1/64" }
          - address: { on: h3, is: 10.0.0.1/31 }
          - address: { on: h1, is: 10.9.0.1, exists: false }
          - route: { on: h1, to: h3, via: r1 }
          - route: { on: h1, to: default }
          - route: { on: r1, to: h2 }
          - ping: { from: h1, to: h2 }
          - neighbour: { on: h1, to: h2 }
          - neighbour: { on: h1, to: h3, exists: false }
          - interface: { name: "h[1..3]-eth0", mtu: 1500 }
          - counter: { at: h1, name: sent-packets, above: 3 }
          - counter: { at: h1, name: dropped, equals: 0 }
        """);

    [Theory]
    [InlineData(Kernel)]
    [InlineData(Memory)]
    public async Task Every_host_reaches_every_other_over_switch_and_router_with_both_versions_and_large_packets(string where) => await HoldsAsync(where, Network + """
        checks:
          - ping: { from: "h[1..3]", to: "h[1..3]", family: ipv4 }
          - ping: { from: "h[1..3]", to: "h[1..3]", family: ipv6 }
          - ping: { from: "h[1..3]", to: "h[1..3]", family: ipv4, size: 4000 }
          - ping: { from: "h[1..3]", to: "h[1..3]", family: ipv6, size: 4000 }
          - ping: { from: h1, to: 10.1.0.99, fails: true, timeout: 300 ms }
          - ping: { from: h1, to: 10.77.0.1, fails: true, timeout: 300 ms }
        """);

    [Theory]
    [InlineData(Kernel)]
    [InlineData(Memory)]
    public async Task A_link_delays_loses_and_limits_as_it_was_asked(string where) => await HoldsAsync(where, Line + """
        links:
          - a -- b: { rate: 20 Mbit/s, delay: 10 ms }
          - a -- b (2): { loss: 20 %, addresses: { a: 10.7.0.1/24, b: 10.7.0.2/24 } }
        checks:
          - rtt: { from: a, to: 10.0.0.1, above: 19.9 ms, below: 200 ms }
          - loss: { from: a, to: 10.7.0.2, count: 400, interval: 2 ms, above: 25 %, below: 47 % }
          - throughput: { from: a, to: 10.0.0.1, above: 15 Mbit/s, below: 20 Mbit/s, time: 2 s }
            at: 2 s
        duration: 5 s
        """);

    [Theory]
    [InlineData(Kernel)]
    [InlineData(Memory)]
    public async Task A_link_that_goes_down_is_seen_to_be_down_and_works_again_when_it_is_up(string where) => await HoldsAsync(where, Network + """
        events:
          - { at: 1 s, link: { r1 -- h3: down } }
          - { at: 2 s, link: { r1 -- h3: up } }
          - { at: 2500 ms, mark: { text: half time } }
        checks:
          - { name: before, ping: { from: h1, to: h3, count: 1 }, at: 300 ms }
          - { name: while down, ping: { from: h1, to: h3, count: 1, timeout: 200 ms, fails: true }, at: 1300 ms }
          - { name: seen, interface: { name: h3-eth0, up: false }, at: 1500 ms }
          - { name: after, ping: { from: h1, to: h3, count: 1 }, at: 3 s }
          - { name: up, interface: h3-eth0, at: end }
          - { name: order, between: { from: link r1 -- h3, to: mark, above: 1 s, below: 2 s } }
        duration: 4 s
        """);

    [Theory]
    [InlineData(Kernel)]
    [InlineData(Memory)]
    public async Task A_web_server_answers_over_the_router_and_its_packets_are_seen(string where) => await HoldsAsync(where, Network + """
        programs:
          web: { on: h3, kind: http-server, port: 8080, size: 20 KiB, ready: { tcp: 8080 } }
          get: { on: h1, kind: http-get, url: "http://h3:8080/", count: 3, after: web, expect: { exit: 0 } }
          talk: { on: h2, kind: ping, to: h3, count: 3, interval: 100 ms, expect: { exit: 0 }, ready: { log: "bytes from" } }
        captures:
          - { at: h3, name: all }
          - { at: s1, name: web, filter: tcp port 8080 }
        checks:
          - http: { from: h2, url: "http://h3:8080/", body: "^abc" }
          - http: { from: h2, url: "http://[fd00:77:0:1::1]:8080/" }
          - tcp: { from: h1, to: h3, port: 8080 }
          - tcp: { from: h1, to: h3, port: 8081, fails: true }
          - { exit: get, at: end }
          - { log: { program: get, matches: "^3: 200, 20480 bytes" }, at: end }
          - { log: { program: talk, matches: "^3 sent, 3 received" }, at: end }
          - { packets: { at: h3, where: tcp.flags.syn == 1 && tcp.flags.ack == 0 && tcp.dstport == 8080, above: 3 } }
          - { packets: { at: web, filter: not tcp port 8080, count: 0 } }
          - { order: { at: h3, first: tcp.flags.syn == 1, then: tcp.flags.fin == 1 } }
          - { flow: { at: all, from: h1, to: h3, port: 8080, gaps: 0, retransmissions: 0 } }
          - { program: { name: web } }
        duration: 3 s
        """);

    [Theory]
    [InlineData(Kernel)]
    [InlineData(Memory)]
    public async Task A_transfer_over_a_line_that_loses_arrives_whole(string where)
    {
        using LabFolder folder = Folder(where);
        await HoldsAsync(folder, where, Line + """
            links:
              - a -- b: { rate: 50 Mbit/s, delay: 2 ms, loss: 2 % }
            programs:
              sink: { on: b, kind: tcp-sink, port: 5000, ready: { tcp: 5000 } }
              send: { on: a, kind: tcp-send, to: b, port: 5000, amount: 1 MiB, after: sink, expect: { exit: 0 } }
              count: { on: b, kind: udp-sink, port: 5001, ready: { udp: 5001 } }
              udp: { on: a, kind: udp-send, to: b, port: 5001, count: 500, interval: 2 ms, after: count, expect: { exit: 0 } }
            captures:
              - { at: b, name: there, filter: tcp port 5000 }
            checks:
              - { log: { program: send, matches: "^arrived 1048576 bytes" }, at: end }
              - { log: { program: sink, matches: ": 1048576 bytes in" }, at: end }
              - { log: { program: count, matches: "of 500 datagrams" }, at: end }
              - { flow: { at: there, from: a, to: b, port: 5000, gaps: 0, end: fin }, at: end }
            """);
        byte[] sent = new byte[1 << 20];
        for (int i = 0; i < sent.Length; i++) { sent[i] = (byte)(i % (128 * 1024) * 31); }
        CliRun got = await folder.WeirAsync("follow", Path.Combine(folder.Runs[0], "captures", "there.pcapng"), "1", "--client", "--raw");
        Convert.ToHexString(SHA256.HashData(got.OutBytes)).ShouldBe(Convert.ToHexString(SHA256.HashData(sent)));
    }

    [Theory]
    [InlineData(Kernel)]
    [InlineData(Memory)]
    public async Task A_narrow_link_in_the_middle_is_learned_of_and_everything_passes(string where) => await HoldsAsync(where, Head + """
        nodes:
          a: { kind: "${host}" }
          b: { kind: "${host}" }
          r[1..2]: { kind: "${router}" }
        links:
          - a -- r1
          - r1 -- r2: { mtu: 1280 }
          - r2 -- b
        programs:
          sink: { on: b, kind: tcp-sink, port: 5000, ready: { tcp: 5000 } }
          send: { on: a, kind: tcp-send, to: b, port: 5000, amount: 1 MiB, after: sink, expect: { exit: 0 } }
        checks:
          - ping: { from: a, to: b, size: 1400, family: ipv4, count: 5, loss: 40 % }
          - ping: { from: a, to: b, size: 1400, family: ipv6, count: 5, loss: 40 % }
          - { log: { program: send, matches: "^arrived 1048576 bytes" }, at: end }
        """);

    [Theory]
    [InlineData(Kernel)]
    [InlineData(Memory)]
    public async Task What_does_not_hold_fails(string where) => await HoldsAsync(where, Network + """
        programs:
          web: { on: h3, kind: http-server, port: 8080, ready: { tcp: 8080 } }
        captures:
          - at: h1
        checks:
          - { name: a, ping: { from: h1, to: h2, fails: true } }
          - { name: b, ping: { from: h1, to: 10.1.0.99, timeout: 200 ms } }
          - { name: c, rtt: { from: h1, to: h2, above: 1 s } }
          - { name: d, loss: { from: h1, to: h2, above: 50 %, count: 10 } }
          - { name: e, throughput: { from: h1, to: h2, above: 10 Tbit/s, time: 200 ms } }
          - { name: f, http: { from: h1, url: "http://h3:8080/", status: 404 } }
          - { name: g, http: { from: h1, url: "http://h3:8080/", body: nothing of the kind } }
          - { name: h, tcp: { from: h1, to: h3, port: 8081 } }
          - { name: i, route: { on: h1, to: h3, exists: false } }
          - { name: j, neighbour: { on: h1, to: h2, mac: "02:00:00:00:00:09" } }
          - { name: k, address: { on: h1, is: 10.77.0.1 } }
          - { name: l, interface: { name: h1-eth0, up: false } }
          - { name: m, packets: { at: h1, where: arp, count: 0 } }
          - { name: n, order: { at: h1, first: tcp, then: arp } }
          - { name: o, flow: { at: h1, from: h1, to: h3, port: 9 } }
          - { name: p, counter: { at: h1, name: sent-packets, below: 1 } }
          - { name: q, between: { from: program-ready web, to: program-exited web, below: 1 s } }
          - { name: r, program: { name: web, state: exited } }
          - { name: s, log: { program: web, matches: never said } }
          - { name: t, interface: { name: h1-eth0, up: false }, within: 300 ms }
          - { name: u, interface: { name: h1-eth0 }, never: true }
        duration: 3 s
        """, failing: [.. "abcdefghijklmnopqrstu".Select(one => one.ToString())]);

    [Theory]
    [InlineData(Kernel)]
    [InlineData(Memory)]
    public async Task A_program_that_fails_ends_the_run_with_5(string where)
    {
        using LabFolder folder = Folder(where);
        (int exit, JsonElement json, _) = await folder.RunAsync("fails", Network + """
            programs:
              get: { on: h1, kind: http-get, url: "http://h3:8081/", count: 1, expect: { exit: 0 } }
            """, Options(where));
        exit.ShouldBe(5);
        json.GetProperty("reasons")[0].GetString()!.ShouldContain("exit code 1");
    }

    [Theory]
    [InlineData(Kernel)]
    [InlineData(Memory)]
    public async Task A_run_lasts_as_long_as_it_was_told_to(string where)
    {
        using LabFolder folder = Folder(where);
        (int exit, JsonElement json, string error) = await folder.RunAsync("lasts", Network + """
            checks:
              - { interface: h1-eth0, always: true, every: 100 ms }
            duration: 2 s
            """, Options(where));
        exit.ShouldBe(0, error);
        json.GetProperty("checks")[0].GetProperty("seconds").GetDouble().ShouldBeInRange(1.99, 2.5);
        json.GetProperty("checks")[0].GetProperty("message").GetString()!.ShouldContain("looks");
    }

    private static async Task HoldsAsync(string where, string text, string[]? failing = null)
    {
        using LabFolder folder = Folder(where);
        await HoldsAsync(folder, where, text, failing);
    }

    /// <summary>Runs a lab whose checks must all hold, but those in <paramref name="failing"/>, which must not.</summary>
    private static async Task HoldsAsync(LabFolder folder, string where, string text, string[]? failing = null)
    {
        (int exit, JsonElement json, string error) = await folder.RunAsync("suite", text, Options(where));
        json.TryGetProperty("checks", out JsonElement checks).ShouldBeTrue(error);
        var wrong = new List<string>();
        foreach (JsonElement check in checks.EnumerateArray())
        {
            string name = check.GetProperty("name").GetString()!;
            bool held = check.GetProperty("result").GetString() == "pass";
            if (held == (failing?.Contains(name) ?? false)) { wrong.Add($"{name}: {check.GetProperty("message").GetString()}"); }
        }

        wrong.ShouldBeEmpty();
        exit.ShouldBe(failing is null ? 0 : 1, error);
    }

    private static LabFolder Folder(string where) => new(privileged: where == Kernel);

    private static string[] Options(string where) => where == Kernel ? [] : ["--set", "host=memory", "--set", "router=memory-router", "--set", "bridge=memory-bridge"];
}
