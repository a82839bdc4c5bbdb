using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Weir.Platform;
using Weir.Running;
using Weir.Tests.Cli;
using Weir.Tests.Fixtures;
using Weir.Tests.Running;

namespace Weir.Tests.Dashboard;

/// <summary>A dashboard of a lab that is up: what happens is told at once, and what is asked for is done.</summary>
public sealed class LivingRunTests
{
    private const string Lab = """
        nodes:
          h[1..2]: {}
        links:
          - h1 -- h2: { delay: 1 ms, backend: engine }
        programs:
          web: { on: h2, kind: http-server, port: 80, ready: { tcp: 80 } }
        captures:
          - { at: h1, name: wire }
        checks:
          - { ping: { from: h1, to: h2 }, within: 1 h, every: 200 ms }
        """;

    [Fact]
    public async Task What_is_asked_for_is_done_and_told_to_who_listens()
    {
        using var folder = new LabFolder();
        JsonElement up = JsonSerializer.Deserialize<JsonElement>((await folder.WeirAsync("up", "--json", folder.Write("watched", Lab))).ShouldExit(0).Out);
        string id = up.GetProperty("run").GetString()!;
        try
        {
            await using DashboardClient dashboard = await DashboardClient.StartAsync(Path.Combine(folder.Root, ".weir", "runs"), options => options with { Current = id });
            (await dashboard.GetAsync("/about")).GetProperty("current").GetString().ShouldBe(id);
            JsonElement run = await dashboard.GetAsync($"/runs/{id}");
            run.GetProperty("state").GetString().ShouldBe("running");
            run.TryGetProperty("result", out _).ShouldBeFalse();
            run.GetProperty("captures")[0].GetProperty("written").GetInt64().ShouldBeGreaterThan(0);

            JsonElement said = await dashboard.PostAsync($"/runs/{id}/exec", new { node = "h1", command = new[] { "sh", "-c", "hostname; echo wrong >&2; exit 7" } });
            said.GetProperty("exit").GetInt32().ShouldBe(7);
            said.GetProperty("output").GetString().ShouldBe("h1\n");
            said.GetProperty("error").GetString().ShouldBe("wrong\n");
            said = await dashboard.PostAsync($"/runs/{id}/exec", new { node = "h1", command = new[] { "sh", "-c", "yes | head -c 1000000; sleep 60" }, timeout = 1 });
            said.GetProperty("exit").GetInt32().ShouldBe(124);
            said.GetProperty("output").GetString()!.Length.ShouldBe(256 * 1024);
            said.GetProperty("truncated").GetBoolean().ShouldBeTrue();
            (await dashboard.FaultAsync($"/runs/{id}/exec", new { node = "h3", command = new[] { "true" } })).Title.ShouldContain("h3");
            (await dashboard.FaultAsync($"/runs/{id}/exec", new { node = "h1" })).Status.ShouldBe(400);

            await TellAtOnceAsync(dashboard, id);
            await ChangeLinkAsync(dashboard, id);
            await StopAndStartAsync(folder, dashboard, id);
            await KeepUpWithSlowClientsAsync(dashboard, id);

            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(120));
            IAsyncEnumerator<(string Name, long? Id, JsonElement Data)> stream = dashboard.StreamAsync($"/runs/{id}/stream", patience.Token).GetAsyncEnumerator(patience.Token);
            (await stream.MoveNextAsync()).ShouldBeTrue();
            (await dashboard.PostAsync($"/runs/{id}/down", new { })).GetProperty("state").GetString().ShouldBe("removing");
            while (stream.Current.Name != "end") { (await stream.MoveNextAsync()).ShouldBeTrue(); }
            stream.Current.Data.GetProperty("result").GetString().ShouldBe("pass");
            // The page survives the end of the run.
            (await dashboard.GetAsync($"/runs/{id}")).GetProperty("state").GetString().ShouldBe("ended");
        }
        finally
        {
            await folder.WeirAsync("down", id);
        }
    }

    [Fact]
    public async Task A_lab_shows_itself_and_one_that_does_not_has_nothing_of_a_server_in_its_process()
    {
        using var folder = new LabFolder();
        string file = folder.Write("shows-itself", "nodes: { h1: {} }\n");
        JsonElement up = JsonSerializer.Deserialize<JsonElement>((await folder.WeirAsync("up", "--json", "--dashboard", file)).ShouldExit(0).Out);
        try
        {
            var address = new Uri(up.GetProperty("dashboard").GetString()!);
            using var http = new HttpClient(new SocketsHttpHandler { CookieContainer = new CookieContainer() });
            (await http.GetAsync(address)).StatusCode.ShouldBe(HttpStatusCode.OK);
            (await http.GetStringAsync(new Uri(address, "/api/about"))).ShouldContain(up.GetProperty("run").GetString()!);
        }
        finally
        {
            (await folder.WeirAsync("down", up.GetProperty("run").GetString()!)).ShouldExit(0);
        }

        up = JsonSerializer.Deserialize<JsonElement>((await folder.WeirAsync("up", "--json", file)).ShouldExit(0).Out);
        try
        {
            up.TryGetProperty("dashboard", out _).ShouldBeFalse();
            RunEntry entry = RunRegistry.OfThisUser().All().Single(one => one.Id.Text == up.GetProperty("run").GetString());
            string[] loaded = [.. File.ReadAllLines($"/proc/{entry.Owner.Pid}/maps").Select(line => Path.GetFileName(line)).Where(name => name.EndsWith(".dll", StringComparison.Ordinal))];
            loaded.ShouldContain("Weir.dll");
            loaded.ShouldNotContain(name => name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal) || name == "Weir.Dashboard.dll");
        }
        finally
        {
            (await folder.WeirAsync("down", up.GetProperty("run").GetString()!)).ShouldExit(0);
        }
    }

    [Fact]
    public async Task A_run_says_where_it_is_shown_before_anything_else()
    {
        using var folder = new LabFolder(privileged: false);
        string file = folder.Write("in-memory", "nodes: { h1: { kind: memory } }\ndashboard: true\nduration: 1 s\n");
        CliRun run = (await folder.WeirAsync("run", "--report", "html=whole.html", file)).ShouldExit(0);
        File.ReadAllText(Path.Combine(folder.Root, "whole.html")).ShouldContain($"/runs/{Path.GetFileName(folder.Runs[0])}/topology");
        run.Out.ShouldStartWith("dashboard: http://127.0.0.1:");
        run.Out.ShouldContain("shows it again");
        run = (await folder.WeirAsync("run", "--json", "--dashboard=[::1]:0", file)).ShouldExit(0);
        run.Error.ShouldStartWith("dashboard: http://[::1]:");
        JsonSerializer.Deserialize<JsonElement>(run.Out).GetProperty("result").GetString().ShouldBe("pass");
        int before = folder.Runs.Length;
        (await folder.WeirAsync("run", "--dashboard=nowhere:1", file)).ShouldExit(2).Error.ShouldContain("127.0.0.1:8080");
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        (await folder.WeirAsync("run", $"--dashboard={((IPEndPoint)taken.LocalEndpoint).Port}", file)).ShouldExit(3).Error.ShouldContain("cannot listen");
        // A run that could not be shown was not begun.
        folder.Runs.Length.ShouldBe(before);
    }

    private static async Task TellAtOnceAsync(DashboardClient dashboard, string id)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(120));
        long after = (await dashboard.GetAsync($"/runs/{id}/events?limit=5000")).GetProperty("next").GetInt64() - 1;
        await using IAsyncEnumerator<(string Name, long? Id, JsonElement Data)> stream = dashboard.StreamAsync($"/runs/{id}/stream?after={after}", patience.Token).GetAsyncEnumerator(patience.Token);
        var late = new List<double>();
        for (int i = 0; i < 5; i++)
        {
            long begin = MachineClock.Instance.GetTimestamp();
            JsonElement marked = await dashboard.PostAsync($"/runs/{id}/mark", new { text = $"mark {i} <script>" });
            marked.GetProperty("kind").GetString().ShouldBe("mark");
            do { (await stream.MoveNextAsync()).ShouldBeTrue(); }
            while (stream.Current.Name != "event");
            late.Add(MachineClock.Instance.GetElapsedTime(begin).TotalSeconds);
            JsonElement.DeepEquals(stream.Current.Data, marked).ShouldBeTrue($"{stream.Current.Data} {marked}");
        }

        // Half a second is promised on a machine that has time; how long it took on this one is told.
        Artifacts.Figure($"a mark from the order to the stream: {string.Join(", ", late.Select(one => $"{one * 1000:0}"))} ms");
        // Counters come once a second without being asked for.
        while (stream.Current.Name != "counters") { (await stream.MoveNextAsync()).ShouldBeTrue(); }
        stream.Current.Data.GetProperty("interfaces").TryGetProperty("h1-eth0", out _).ShouldBeTrue();
    }

    private static async Task ChangeLinkAsync(DashboardClient dashboard, string id)
    {
        JsonElement change = await dashboard.PostAsync($"/runs/{id}/link", new { link = "h1 -- h2", delay = "20 ms", loss = "1 %" });
        change.GetProperty("now").GetString()!.ShouldContain("20 ms");
        JsonElement link = (await dashboard.GetAsync($"/runs/{id}/topology")).GetProperty("links")[0];
        link.GetProperty("impairments").GetString()!.ShouldContain("20 ms, loss 1 %");
        await dashboard.PostAsync($"/runs/{id}/link", new { link = "h1--h2", up = false, loss = "0 %" });
        (await dashboard.GetAsync($"/runs/{id}/topology")).GetProperty("links")[0].GetProperty("up").GetBoolean().ShouldBeFalse();
        JsonElement ping = await dashboard.PostAsync($"/runs/{id}/exec", new { node = "h1", command = new[] { "ping", "-c", "1", "-W", "1", "h2" } });
        ping.GetProperty("exit").GetInt32().ShouldNotBe(0);
        await dashboard.PostAsync($"/runs/{id}/link", new { link = "h1 -- h2", reset = true });
        (await dashboard.GetAsync($"/runs/{id}/topology")).GetProperty("links")[0].GetProperty("up").GetBoolean().ShouldBeTrue();
        (await dashboard.FaultAsync($"/runs/{id}/link", new { link = "h1 -- h2", dely = "20 ms" })).Title.ShouldContain("delay");
        (await dashboard.FaultAsync($"/runs/{id}/link", new { link = "h1 -- h2" })).Status.ShouldBe(400);
    }

    private static async Task StopAndStartAsync(LabFolder folder, DashboardClient dashboard, string id)
    {
        (await dashboard.GetAsync($"/runs/{id}/programs"))[0].GetProperty("state").GetString().ShouldBe("ready");
        JsonElement stopped = await dashboard.PostAsync($"/runs/{id}/programs/web/stop", new { });
        stopped.GetProperty("state").GetString().ShouldBe("exited");
        stopped.TryGetProperty("pid", out _).ShouldBeFalse();
        await dashboard.PostAsync($"/runs/{id}/programs/web/start", new { });
        JsonElement started;
        do { started = (await dashboard.GetAsync($"/runs/{id}/programs"))[0]; }
        while (started.GetProperty("state").GetString() == "starting");
        started.GetProperty("state").GetString().ShouldBe("ready");
        started.GetProperty("starts").GetInt32().ShouldBe(2);
        Directory.Exists($"/proc/{started.GetProperty("pid").GetInt32()}").ShouldBeTrue();
        (await dashboard.FaultAsync($"/runs/{id}/programs/wab/stop", new { })).Status.ShouldBe(404);
        (await dashboard.FaultAsync($"/runs/{id}/programs/web/explode", new { })).Status.ShouldBe(404);
        // The verb does the same.
        (await folder.WeirAsync("program", "pause", "h2/web", "--run", id)).ShouldExit(0).Out.ShouldContain("paused");
        (await folder.WeirAsync("program", "resume", "web", "--run", id, "--json")).ShouldExit(0).Out.ShouldContain("\"running\"");
        (await folder.WeirAsync("program", "stop", "h1/web", "--run", id)).ShouldExit(2).Error.ShouldContain("runs on h2");
        (await folder.WeirAsync("program", "stop", "wab", "--run", id)).ShouldExit(2).Error.ShouldContain("did you mean 'web'");
        (await folder.WeirAsync("events", "--run", id, "--json")).ShouldExit(0).Out.ShouldContain("\"action\":\"pause\",\"by\":\"user\"");
    }

    private static async Task KeepUpWithSlowClientsAsync(DashboardClient dashboard, string id)
    {
        const int marks = 2000;
        // HTTP 1.0 knows no chunks, whose heads would stand among the lines.
        using var slow = new TcpClient { ReceiveBufferSize = 4096 };
        await slow.ConnectAsync(IPAddress.Loopback, dashboard.Server.Root.Port);
        await slow.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"GET /api/runs/{id}/stream HTTP/1.0\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {dashboard.Server.Token}\r\n\r\n"));
        RunEntry entry = RunRegistry.OfThisUser().All().Single(one => one.Id.Text == id);
        string socket = RunRegistry.OfThisUser().SocketOf(entry.Id);
        string text = new('x', 500);
        for (int i = 0; i < marks; i++) { await ControlClient.AskOnceAsync(socket, "mark", json => json.WriteString("text", text), CancellationToken.None); }
        long events = (await dashboard.GetAsync($"/runs/{id}/events?after=0&limit=1")).GetProperty("next").GetInt64();
        events.ShouldBeGreaterThan(0);
        // Others are served meanwhile, and the slow one misses no event when it reads at last.
        using var reader = new StreamReader(slow.GetStream());
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(120));
        long expected = 0;
        int seen = 0;
        while (seen < marks && await reader.ReadLineAsync(patience.Token) is { } line)
        {
            if (line.StartsWith("id: ", StringComparison.Ordinal)) { long.Parse(line[4..]).ShouldBe(expected++); }
            if (line.Contains(text, StringComparison.Ordinal)) { seen++; }
        }

        seen.ShouldBe(marks);
    }
}
