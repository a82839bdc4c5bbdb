using System.Text;
using System.Text.Json;
using Weir.Tests.Cli;
using Weir.Tests.Running;

namespace Weir.Tests.Dashboard;

/// <summary>What a dashboard says of a run that is over, beside what stands in the run's folder.</summary>
public sealed class RecordedRunTests
{
    private const string Lab = """
        description: what a dashboard shows
        nodes:
          h[1..2]: {}
          s1: { kind: openflow }
        links:
          - h1 -- s1: { delay: 5 ms, rate: 20 Mbit/s, backend: engine }
          - h2 -- s1
        programs:
          web: { on: h2, kind: http-server, port: 80, ready: { tcp: 80 } }
          get: { on: h1, kind: http-get, url: "http://h2/", count: 3, after: web, expect: { exit: 0 } }
        captures:
          - { at: s1, name: middle }
        monitors:
          who-talks: { kind: flows, at: s1 }
        checks:
          - { ping: { from: h1, to: h2 } }
          - { exit: get }
        duration: 3 s
        """;

    [Fact]
    public async Task Every_resource_says_what_the_folder_holds()
    {
        using var folder = new LabFolder();
        (int exit, JsonElement result, string error) = await folder.RunAsync("shown", Lab);
        exit.ShouldBe(0, error);
        string run = folder.Runs[0], id = Path.GetFileName(run);
        await using DashboardClient dashboard = await DashboardClient.StartAsync(Path.GetDirectoryName(run)!);

        JsonElement summary = (await dashboard.GetAsync("/runs")).EnumerateArray().Single();
        summary.GetProperty("id").GetString().ShouldBe(id);
        summary.GetProperty("state").GetString().ShouldBe("ended");
        summary.GetProperty("checks").GetProperty("pass").GetInt32().ShouldBe(2);

        JsonElement whole = await dashboard.GetAsync($"/runs/{id}");
        whole.GetProperty("result").GetString().ShouldBe(result.GetProperty("result").GetString());
        whole.GetProperty("nodes").GetInt32().ShouldBe(3);
        whole.GetProperty("duration").GetDouble().ShouldBe(3);
        whole.GetProperty("monitors")[0].GetProperty("tables").EnumerateArray().Select(one => one.GetProperty("name").GetString()).ShouldContain("flows");
        whole.GetProperty("captures")[0].GetProperty("written").GetInt64().ShouldBeGreaterThan(0);

        JsonElement topology = await dashboard.GetAsync($"/runs/{id}/topology");
        JsonElement link = topology.GetProperty("links").EnumerateArray().Single(one => one.GetProperty("name").GetString() == "h1 -- s1");
        link.GetProperty("a").GetProperty("node").GetString().ShouldBe("h1");
        link.GetProperty("up").GetBoolean().ShouldBeTrue();
        link.GetProperty("impairments").GetString().ShouldBe("20 Mbit/s, 5 ms");

        await CompareEventsAsync(dashboard, run, id);
        await CompareCountersAsync(dashboard, run, id);
        await ComparePacketsAsync(dashboard, run, id);
        await CompareLogsAsync(dashboard, run, id);

        JsonElement checks = await dashboard.GetAsync($"/runs/{id}/checks");
        using var recorded = JsonDocument.Parse(File.ReadAllText(Path.Combine(run, "checks.json")));
        checks.EnumerateArray().Select(one => one.GetProperty("message").GetString()).ShouldBe(recorded.RootElement.EnumerateArray().Select(one => one.GetProperty("message").GetString()));

        JsonElement programs = await dashboard.GetAsync($"/runs/{id}/programs");
        programs.EnumerateArray().Select(one => one.GetProperty("state").GetString()).ShouldBe(["exited", "exited"]);
        programs.EnumerateArray().Single(one => one.GetProperty("name").GetString() == "get").GetProperty("exit").GetString().ShouldBe("exit code 0");

        JsonElement flows = await dashboard.GetAsync($"/runs/{id}/monitors/who-talks/flows?where=server_port%3D80&order=flow%20desc&limit=1");
        flows.GetProperty("rows").GetArrayLength().ShouldBe(1);
        flows.GetProperty("total").GetInt64().ShouldBeGreaterThan(0);
        flows.GetProperty("columns")[0].GetProperty("meaning").GetString().ShouldBe("name of the point of observation");

        JsonElement[] balance = [.. (await dashboard.GetAsync($"/runs/{id}/balance")).GetProperty("sources").EnumerateArray()];
        balance.Select(one => one.GetProperty("name").GetString()).ShouldBe(["who-talks", "middle", "s1", "s1 port 1 (s1-eth0) in capture middle", "s1 port 2 (s1-eth1) in capture middle"]);
        foreach (JsonElement source in balance) { source.GetProperty("accounted").GetInt64().ShouldBe(source.GetProperty("in").GetInt64()); }
        (await dashboard.GetAsync($"/runs/{id}/diff/{id}")).GetProperty("sameResults").GetBoolean().ShouldBeTrue();
        (await dashboard.Http.GetStringAsync($"api/runs/{id}/file/plan.json")).ShouldBe(File.ReadAllText(Path.Combine(run, "plan.json")));
        (await dashboard.Http.GetByteArrayAsync($"api/runs/{id}/captures/middle/file")).ShouldBe(File.ReadAllBytes(Path.Combine(run, "captures", "middle.pcapng")));

        await CompareReportAsync(folder, dashboard, id);
        await RefuseAsync(dashboard, id);
        await AskRowOfFilesAsync(dashboard, run, id);
    }

    // Each file of a row counts from 1: the answer names its file, and so does who asks for one packet.
    private static async Task AskRowOfFilesAsync(DashboardClient dashboard, string run, string id)
    {
        string whole = Path.Combine(run, "captures", "middle.pcapng"), path = $"/runs/{id}/captures/middle/packets";
        (await dashboard.GetAsync(path)).GetProperty("file").GetString().ShouldBe("middle.pcapng");
        File.Copy(whole, Path.Combine(run, "captures", "middle-00001.pcapng"));
        File.Move(whole, Path.Combine(run, "captures", "middle-00002.pcapng"));
        (await dashboard.GetAsync(path)).GetProperty("file").GetString().ShouldBe("middle-00002.pcapng");
        (await dashboard.GetAsync($"{path}?file=middle-00001.pcapng&limit=1")).GetProperty("file").GetString().ShouldBe("middle-00001.pcapng");
        (await dashboard.GetAsync($"{path}/2?file=middle-00001.pcapng")).GetProperty("number").GetInt64().ShouldBe(2);
        foreach (string file in (string[])["middle.pcapng", "middle-00003.pcapng", "..%2fplan.json", ""]) { (await dashboard.FaultAsync($"{path}/2?file={file}")).Status.ShouldBe(404, file); }
    }

    [Theory]
    [InlineData("")]
    [InlineData("this was a store")]
    public async Task A_store_that_cannot_be_read_hides_nothing_else(string store)
    {
        using var folder = new LabFolder();
        (int exit, _, string error) = await folder.RunAsync("unreadable", """
            nodes: { "h[1..2]": {} }
            links: [ h1 -- h2 ]
            monitors: { talk: { kind: flows, at: h1 } }
            seed: 9007199254740993
            report: false
            duration: 200 ms
            """);
        exit.ShouldBe(0, error);
        string run = folder.Runs[0], id = Path.GetFileName(run);
        File.WriteAllText(Path.Combine(run, "store.db"), store);
        await using DashboardClient dashboard = await DashboardClient.StartAsync(Path.GetDirectoryName(run)!);
        JsonElement whole = await dashboard.GetAsync($"/runs/{id}");
        whole.GetProperty("result").GetString().ShouldBe("pass");
        whole.GetProperty("seed").GetInt64().ShouldBe(9007199254740993, "a number that must be exact to repeat the run");
        (await dashboard.GetAsync($"/runs/{id}/balance")).GetProperty("sources").GetArrayLength().ShouldBeGreaterThanOrEqualTo(0);
        (await folder.WeirAsync("report", "last")).ShouldExit(0);
        File.Exists(Path.Combine(run, "report.html")).ShouldBeTrue();
    }

    private static async Task CompareEventsAsync(DashboardClient dashboard, string run, string id)
    {
        string[] lines = File.ReadAllLines(Path.Combine(run, "events.jsonl"));
        JsonElement events = await dashboard.GetAsync($"/runs/{id}/events");
        events.GetProperty("next").GetInt64().ShouldBe(lines.Length);
        int index = 0;
        foreach (JsonElement one in events.GetProperty("events").EnumerateArray())
        {
            using var line = JsonDocument.Parse(lines[index]);
            one.GetProperty("index").GetInt64().ShouldBe(index++);
            foreach (JsonProperty field in line.RootElement.EnumerateObject()) { one.GetProperty(field.Name).GetRawText().ShouldBe(field.Value.ValueKind == JsonValueKind.String ? JsonSerializer.Serialize(field.Value.GetString()) : field.Value.GetRawText()); }
        }

        JsonElement later = await dashboard.GetAsync($"/runs/{id}/events?after=4&limit=2");
        later.GetProperty("events").EnumerateArray().Select(one => one.GetProperty("index").GetInt64()).ShouldBe([5, 6]);
        // The stream of a run that is over tells everything and ends.
        var streamed = new List<long>();
        (string Name, JsonElement Data) last = default;
        await foreach ((string name, long? number, JsonElement data) in dashboard.StreamAsync($"/runs/{id}/stream"))
        {
            if (number is { } known) { streamed.Add(known); }
            last = (name, data);
        }

        streamed.ShouldBe(Enumerable.Range(0, lines.Length).Select(one => (long)one));
        last.Name.ShouldBe("end");
        // Who heard it need not ask a server that may be gone.
        JsonElement whole = await dashboard.GetAsync($"/runs/{id}");
        foreach (string member in (string[])["state", "result", "trust", "reasons", "doubts", "durations"]) { JsonElement.DeepEquals(last.Data.GetProperty(member), whole.GetProperty(member)).ShouldBeTrue(member); }
    }

    private static async Task CompareCountersAsync(DashboardClient dashboard, string run, string id)
    {
        JsonElement[] lines = [.. File.ReadAllLines(Path.Combine(run, "counters.jsonl")).Select(line => JsonSerializer.Deserialize<JsonElement>(line))];
        JsonElement[] samples = [.. (await dashboard.GetAsync($"/runs/{id}/counters")).GetProperty("samples").EnumerateArray()];
        samples.Length.ShouldBe(lines.Length - 1);
        double bits = 0, before = lines[0].GetProperty("time").GetDouble();
        foreach (JsonElement sample in samples)
        {
            double time = sample.GetProperty("time").GetDouble();
            bits += sample.GetProperty("interfaces").GetProperty("h1-eth0").GetProperty("rxBitRate").GetDouble() * (time - before);
            before = time;
        }

        long Received(JsonElement line) => line.GetProperty("interfaces").GetProperty("h1-eth0").GetProperty("receivedBytes").GetInt64();
        bits.ShouldBe(8.0 * (Received(lines[^1]) - Received(lines[0])), 8);
        (await dashboard.GetAsync($"/runs/{id}/counters?last=1")).GetProperty("samples").GetArrayLength().ShouldBe(1);
        (await dashboard.GetAsync($"/runs/{id}/counters?from=99999")).GetProperty("samples").GetArrayLength().ShouldBe(0);
    }

    private static async Task ComparePacketsAsync(DashboardClient dashboard, string run, string id)
    {
        string file = Path.Combine(run, "captures", "middle.pcapng");
        var expected = new List<(long Number, int Length, string Hex)>();
        using (Weir.Capture.CaptureReader reader = Weir.Capture.CaptureReader.Open(file))
        {
            while (reader.TryRead(out Frame frame)) { expected.Add((frame.Number, frame.OriginalLength, Convert.ToHexStringLower(frame.Bytes))); }
        }

        JsonElement packets = await dashboard.GetAsync($"/runs/{id}/captures/middle/packets?limit=500");
        packets.GetProperty("total").GetInt64().ShouldBe(expected.Count);
        packets.GetProperty("packets").EnumerateArray().Select(one => (one.GetProperty("number").GetInt64(), one.GetProperty("length").GetInt32())).ShouldBe(expected.Select(one => (one.Number, one.Length)).Take(500));
        JsonElement syn = (await dashboard.GetAsync($"/runs/{id}/captures/middle/packets?filter=tcp.flags.syn%20%3D%3D%201&limit=1")).GetProperty("packets")[0];
        syn.GetProperty("protocol").GetString().ShouldBe("TCP");
        syn.GetProperty("info").GetString()!.ShouldContain("[SYN]");
        syn.GetProperty("time").GetDouble().ShouldBeInRange(-1, 4);
        JsonElement one = await dashboard.GetAsync($"/runs/{id}/captures/middle/packets/{syn.GetProperty("number").GetInt64()}");
        one.GetProperty("hex").GetString().ShouldBe(expected[(int)syn.GetProperty("number").GetInt64() - 1].Hex);
        JsonElement tcp = one.GetProperty("layers").EnumerateArray().Single(layer => layer.GetProperty("name").GetString() == "TCP");
        // Where a field is said to lie, its bytes are.
        JsonElement port = tcp.GetProperty("fields").EnumerateArray().Single(field => field.GetProperty("name").GetString() == "tcp.dstport");
        string bytes = one.GetProperty("hex").GetString()![(2 * port.GetProperty("from").GetInt32())..(2 * port.GetProperty("to").GetInt32())];
        Convert.ToInt32(bytes, 16).ToString().ShouldBe(port.GetProperty("text").GetString());
    }

    private static async Task CompareLogsAsync(DashboardClient dashboard, string run, string id)
    {
        byte[] log = File.ReadAllBytes(Path.Combine(run, "logs", "web.log"));
        var text = new StringBuilder();
        long next = 0;
        bool end = false;
        while (!end)
        {
            JsonElement part = await dashboard.GetAsync($"/runs/{id}/programs/web/log?after={next}&limit=1");
            foreach (JsonElement line in part.GetProperty("lines").EnumerateArray()) { text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{line.GetProperty("time").GetDouble():F6} {line.GetProperty("stream").GetString()} {line.GetProperty("text").GetString()}\n"); }
            (next, end) = (part.GetProperty("next").GetInt64(), part.GetProperty("end").GetBoolean());
        }

        text.ToString().ShouldBe(Encoding.UTF8.GetString(log));
    }

    private static async Task CompareReportAsync(LabFolder folder, DashboardClient dashboard, string id)
    {
        CliRun written = (await folder.WeirAsync("report", id, "-o", "whole.html")).ShouldExit(0);
        written.Out.ShouldContain("whole.html");
        string html = File.ReadAllText(Path.Combine(folder.Root, "whole.html"));
        const string begin = "<script type=\"application/json\" id=\"weir-run\">";
        int at = html.IndexOf(begin, StringComparison.Ordinal) + begin.Length;
        JsonElement data = JsonSerializer.Deserialize<JsonElement>(html[at..html.IndexOf("</script>", at, StringComparison.Ordinal)]);
        foreach (string path in (string[])["topology", "counters", "programs", "checks", "events", "balance", "captures/middle/packets", "monitors/who-talks/flows"])
        {
            JsonElement.DeepEquals(data.GetProperty($"/runs/{id}/{path}"), await dashboard.GetAsync($"/runs/{id}/{path}")).ShouldBeTrue(path);
        }
    }

    private static async Task RefuseAsync(DashboardClient dashboard, string id)
    {
        foreach (string path in (string[])["/runs/nope", "/runs/..", "/runs/..%2f..%2fetc", "/runs/%2e%2e%2f", $"/runs/{id}/programs/..%2fweb/log", $"/runs/{id}/captures/..%2f..%2fplan/packets", $"/runs/{id}/file/..%2fhost.json", $"/runs/{id}/file/events.jsonl",
            $"/runs/{id}/monitors/who-talks/nope", $"/runs/{id}/monitors/nope/flows", $"/runs/{id}/consensus/who-talks", $"/runs/{id}/captures/middle/packets/999999999999", $"/runs/{id}/captures/middle/packets/0", "/nothing"])
        {
            (await dashboard.FaultAsync(path)).Status.ShouldBe(404, path);
        }

        foreach (string path in (string[])[$"/runs/{id}/events?after=x", $"/runs/{id}/events?limit=99999999999999999999", $"/runs/{id}/captures/middle/packets?filter=tcp.nope", $"/runs/{id}/monitors/who-talks/flows?order=nope",
            $"/runs/{id}/monitors/who-talks/flows?where=1%29%3B%20drop%20table%20x%3B--", $"/runs/{id}/monitors/who-talks/flows?where=nope%3D1"])
        {
            (await dashboard.FaultAsync(path)).Status.ShouldBe(400, path);
        }

        // Huge numbers are bounded, not obeyed.
        (await dashboard.GetAsync($"/runs/{id}/events?after=9223372036854775806&limit=2147483647")).GetProperty("events").GetArrayLength().ShouldBe(0);
        (await dashboard.GetAsync($"/runs/{id}/events?after=-9223372036854775808&limit=-5")).GetProperty("events").GetArrayLength().ShouldBe(1);
        (await dashboard.GetAsync($"/runs/{id}/captures/middle/packets?from=9223372036854775807&limit=2147483647")).GetProperty("packets").GetArrayLength().ShouldBe(0);
        (await dashboard.GetAsync($"/runs/{id}/monitors/who-talks/flows?limit=2147483647&offset=9223372036854775807")).GetProperty("rows").GetArrayLength().ShouldBe(0);
        (await dashboard.GetAsync($"/runs/{id}/programs/web/log?after=9223372036854775807&tail=2147483647&limit=-1")).GetProperty("end").GetBoolean().ShouldBeTrue();
        foreach ((string path, object body) in ((string, object)[])[("exec", new { node = "h1", command = new[] { "true" } }), ("mark", new { text = "late" }), ("link", new { link = "h1 -- s1", up = false }), ("programs/web/stop", new { }), ("down", new { })])
        {
            (await dashboard.FaultAsync($"/runs/{id}/{path}", body)).Status.ShouldBe(409, path);
        }
    }
}
