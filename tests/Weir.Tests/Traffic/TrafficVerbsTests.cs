using System.Text.Json;
using Weir.Tests.Cli;
using Weir.Tests.Fixtures;

namespace Weir.Tests.Traffic;

/// <summary>Each verb as a plain process, between two namespaces.</summary>
public class TrafficVerbsTests
{
    private const string Wait = "wait_for() { for i in $(seq 300); do grep -q \"$2\" $1 2>/dev/null && return; sleep 0.1; done; echo \"$1 never said $2\" >&2; }; ";

    [Theory]
    [InlineData("10.77.0.2")]
    [InlineData("fd00:77::2")]
    public async Task Ping_hears_every_answer(string to)
    {
        await using TwoNamespaces net = await TwoNamespaces.MakeAsync();
        JsonElement result = await JsonAsync(net, $"$A $WEIR ping {to} --count 20 --interval '10 ms' --size '100 B' --timeout '10 s' --json");
        (Number(result, "sent"), Number(result, "received"), Number(result, "lost"), Number(result, "duplicates")).ShouldBe((20, 20, 0, 0));
        Number(result.GetProperty("roundTripMicroseconds"), "count").ShouldBe(20);
    }

    [Fact]
    public async Task Ping_of_nobody_ends_with_1_and_counts_all_as_lost()
    {
        await using TwoNamespaces net = await TwoNamespaces.MakeAsync();
        Shell run = (await net.RunAsync("$A $WEIR ping 10.77.0.9 --count 3 --interval '10 ms' --timeout '300 ms' --json")).ShouldExit(1);
        JsonElement result = JsonDocument.Parse(run.Out).RootElement;
        (Number(result, "received"), Number(result, "lost")).ShouldBe((0, 3));
    }

    [Fact]
    public async Task Ping_without_a_count_ends_by_a_signal_with_its_result()
    {
        await using TwoNamespaces net = await TwoNamespaces.MakeAsync();
        Shell run = (await net.RunAsync(Wait + "$A $WEIR ping 10.77.0.2 --interval '10 ms' > out & p=$!; wait_for out 'seq 5 '; kill -TERM $p; wait $p; rc=$?; tail -n 2 out; exit $rc")).ShouldExit(0);
        run.Out.ShouldContain(" 0 lost");
        run.Out.ShouldContain("round trip min ");
    }

    [Theory]
    [InlineData("10.77.0.2")]
    [InlineData("fd00:77::2")]
    public async Task Tcp_tells_what_was_sent_and_what_arrived(string to)
    {
        await using TwoNamespaces net = await TwoNamespaces.MakeAsync();
        JsonElement sent = await JsonAsync(net, Wait + $"$B $WEIR tcp-sink --port 5001 --count 1 > sink & s=$!; wait_for sink listening; $A $WEIR tcp-send {to} --port 5001 --amount '3 MiB' --rate '100 Mbit/s' --json; wait $s && grep -q '1 connections, 3145728 bytes' sink");
        Number(sent.GetProperty("sent"), "bytes").ShouldBe(3 << 20);
        Number(sent.GetProperty("arrived"), "bytes").ShouldBe(3 << 20);
        sent.GetProperty("sent").GetProperty("bitsPerSecond").GetDouble().ShouldBeLessThan(102e6);
    }

    [Fact]
    public async Task Tcp_to_a_port_where_nobody_listens_ends_with_1()
    {
        await using TwoNamespaces net = await TwoNamespaces.MakeAsync();
        (await net.RunAsync("$A $WEIR tcp-send 10.77.0.2 --port 5001 --amount 1000")).ShouldExit(1).Error.ShouldContain("refused");
    }

    [Theory]
    [InlineData("10.77.0.2")]
    [InlineData("fd00:77::2")]
    public async Task Udp_tells_what_was_sent_and_what_arrived(string to)
    {
        await using TwoNamespaces net = await TwoNamespaces.MakeAsync();
        JsonElement sent = await JsonAsync(net, Wait + $"$B $WEIR udp-sink --port 5002 --count 1 > sink & s=$!; wait_for sink receiving; $A $WEIR udp-send {to} --port 5002 --count 500 --interval '1 ms' --size '200 B' --json; wait $s && grep -q '500 of 500 datagrams, 100000 bytes' sink");
        Number(sent.GetProperty("sent"), "packets").ShouldBe(500);
        Number(sent.GetProperty("arrived"), "packets").ShouldBe(500);
    }

    [Fact]
    public async Task Udp_counts_what_the_line_loses()
    {
        await using TwoNamespaces net = await TwoNamespaces.MakeAsync();
        Shell run = await net.RunAsync(Wait + $"tc -n {net.A} qdisc add dev va root netem loss 20% || exit 77; $B $WEIR udp-sink --port 5002 --count 1 --json > sink & s=$!; for i in $(seq 100); do $B ss -uln | grep -q :5002 && break; sleep 0.1; done; $A $WEIR udp-send 10.77.0.2 --port 5002 --count 1000 --interval '500 us' > send; wait $s; cat sink");
        if (run.ExitCode == 77) { Assert.Skip("netem is not here"); }
        JsonElement flow = JsonDocument.Parse(run.ShouldExit(0).Out).RootElement.GetProperty("flows")[0];
        long received = Number(flow.GetProperty("received"), "packets"), lost = Number(flow, "lost");
        (received + lost).ShouldBe(1000);
        lost.ShouldBeInRange(100, 300);
    }

    [Fact]
    public async Task A_web_server_serves_pages_and_files_to_curl_and_to_http_get_and_nothing_outside_its_folder()
    {
        await using TwoNamespaces net = await TwoNamespaces.MakeAsync();
        Shell run = await net.RunAsync(Wait + "mkdir -p site/sub; echo inside > site/sub/index.html; echo secret > outside; "
            + "$B $WEIR http-server --port 8080 --folder site > server & p=$!; wait_for server serving; "
            + "$A $WEIR http-get http://10.77.0.2:8080/sub/ --count 5 --json; "
            + "$A $WEIR http-get 'http://[fd00:77::2]:8080/none' > missing; echo \"missing $?\"; "
            + "for path in /../outside /%2e%2e/outside /sub/../../outside; do $A curl -s -o /dev/null --path-as-is -w '%{http_code} ' http://10.77.0.2:8080$path; done; echo; "
            + "kill -TERM $p; wait $p; echo \"server $?\"; tail -n 1 server");
        run.ShouldExit(0);
        string[] lines = run.Out.Split('\n');
        JsonElement got = JsonDocument.Parse(string.Join('\n', lines.TakeWhile(l => !l.StartsWith("missing", StringComparison.Ordinal)))).RootElement;
        (Number(got, "good"), Number(got, "bytes"), Number(got.GetProperty("statuses"), "200")).ShouldBe((5, 35, 5));
        lines.ShouldContain("missing 1");
        lines.ShouldContain("server 0");
        if (!run.Error.Contains("curl", StringComparison.Ordinal)) { lines.ShouldContain("404 404 404 "); }
        lines[^2].ShouldContain("5 good, 35 bytes");
    }

    [Theory]
    [InlineData("ping nowhere.invalid --count 1", "no name that this machine knows")]
    [InlineData("ping 127.0.0.1 --interval 10", "has no unit")]
    [InlineData("tcp-send 127.0.0.1 --port 70000", "is no port")]
    [InlineData("udp-send 127.0.0.1 --port 9 --size 3", "does not fit")]
    [InlineData("http-get server:8080", "is no URL")]
    [InlineData("http-server --port 0 --folder nowhere", "there is no such folder")]
    public async Task A_mistake_says_what_would_be_right(string line, string message) =>
        (await CliRun.RunAsync(line.Split(' '))).ShouldExit(2).Error.ShouldContain(message);

    private static async Task<JsonElement> JsonAsync(TwoNamespaces net, string script) => JsonDocument.Parse((await net.RunAsync(script)).ShouldExit(0).Out).RootElement;

    private static long Number(JsonElement of, string name) => of.GetProperty(name).GetInt64();
}
