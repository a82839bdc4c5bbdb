using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text.Json;
using Weir.Running;
using Weir.Tests.Fixtures;
using Weir.Tests.Platform;

namespace Weir.Tests.Running;

/// <summary>Living runs stay under their user's hand: whoever goes away, is slow, or does not answer disturbs only himself.</summary>
[Collection("the machine's processes")]
public sealed class RunControlTests : IDisposable
{
    private const string Quiet = "nodes:\n  h[1..2]: {}\nlinks:\n  - h1 -- h2\n";

    // More than are served at once.
    private const int Watchers = 70;
    private readonly string _folder = Directory.CreateTempSubdirectory("weir-control-").FullName;

    private string Registry => Path.Combine(_folder, "registry");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("events")]
    [InlineData("logs")]
    public async Task Watchers_that_went_away_leave_the_lab_answering(string request)
    {
        RootOnly.Skip();
        await UpAsync("quiet", Quiet + "programs:\n  web: { on: h1, run: [sh, -c, \"echo begun; exec sleep 1000\"] }\n");
        string socket = Directory.GetFiles(Registry, "*.sock").ShouldHaveSingleItem();
        for (int i = 0; i < Watchers; i++)
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            using ControlConversation watcher = await ControlConversation.BeginAsync(socket, request, json =>
            {
                json.WriteBoolean("follow", true);
                json.WriteStartArray("programs");
                json.WriteEndArray();
            }, patience.Token);
            await foreach (JsonElement _ in watcher.AnswersAsync(patience.Token)) { break; }
        }

        (await ToolRun.RunAsync(_folder, "ps")).ShouldExit(0).Out.ShouldContain("running");
        (await ToolRun.RunAsync(_folder, "inspect")).ShouldExit(0).Out.ShouldContain("h2");
        (await ToolRun.RunAsync(_folder, "down")).ShouldExit(0);
    }

    [Fact]
    public async Task Ps_says_of_a_run_that_it_does_not_answer_and_goes_on_with_the_others()
    {
        using Process owner = Claim("20000101T000000Z-silent");
        try
        {
            using var silent = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            silent.Bind(new UnixDomainSocketEndPoint(Path.Combine(Registry, "20000101T000000Z-silent.sock")));
            silent.Listen(8);
            using Process building = Claim("20000101T000001Z-building");
            Shell ps = (await ToolRun.RunAsync(_folder, "ps")).ShouldExit(0);
            ps.Out.ShouldContain("no answer");
            ps.Out.ShouldContain("busy");
            ps.Error.ShouldContain(string.Create(CultureInfo.InvariantCulture, $"'kill {owner.Id}'"));
            (await ToolRun.RunAsync(_folder, "down", "silent")).ShouldExit(3).Error.ShouldContain("does not answer within");
            building.Kill();
        }
        finally
        {
            owner.Kill();
        }
    }

    [Fact]
    public async Task Down_all_also_ends_the_labs_behind_one_that_is_still_being_built()
    {
        RootOnly.Skip();
        await UpAsync("behind", Quiet);
        using Process building = Claim("20000101T000000Z-building");
        using ToolRun down = ToolRun.Start(_folder, "down", "--all");
        // The lab behind goes at once; the one that is built does not take requests yet.
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (Directory.GetFiles(Registry, "*-behind.run").Length > 0) { await Task.Delay(20, patience.Token); }
        down.HasEnded.ShouldBeFalse();
        building.Kill();
        Shell ended = (await down.EndAsync()).ShouldExit(0);
        ended.Out.ShouldContain("-building: removed");
        ended.Out.ShouldContain("-behind: removed");
    }

    [Fact]
    public async Task Up_does_not_say_that_a_lab_is_up_whose_program_never_became_ready()
    {
        RootOnly.Skip();
        // What starts late does not keep the user waiting for the bad news.
        Shell up = await TryUpAsync("never", Quiet + "programs:\n  web: { on: h1, run: sleep 1000, ready: { tcp: 8080, timeout: 1 s } }\n  load: { on: h2, run: \"true\", after: web, expect: { exit: 0 } }\n  late: { on: h2, run: sleep 1000, at: 2 min }\n");
        up.ShouldExit(6).Error.ShouldContain("web was not ready after 1 s");
        up.Out.ShouldNotContain("is up");
        (await ToolRun.RunAsync(_folder, "ps")).ShouldExit(0).Out.ShouldContain("no run is alive");
    }

    [Fact]
    public async Task Up_does_not_wait_for_a_program_that_starts_later()
    {
        RootOnly.Skip();
        long begin = Stopwatch.GetTimestamp();
        await UpAsync("late", Quiet + "programs:\n  load: { on: h1, run: sleep 1000, at: 2 min }\n  after: { on: h1, run: sleep 1000, after: load }\n");
        Stopwatch.GetElapsedTime(begin).TotalSeconds.ShouldBeLessThan(50);
        (await ToolRun.RunAsync(_folder, "down")).ShouldExit(0);
    }

    private async Task UpAsync(string name, string text) => (await TryUpAsync(name, text)).ShouldExit(0).Out.ShouldContain("is up");

    private Task<Shell> TryUpAsync(string name, string text)
    {
        File.WriteAllText(Path.Combine(_folder, name + ".lab.yaml"), $"name: {name}\n{text}");
        return ToolRun.RunAsync(_folder, "up", name + ".lab.yaml");
    }

    // A process that holds a run which takes no requests, as one does that is being built.
    private Process Claim(string id)
    {
        Process owner = PeerProcess.Start(new ProcessStartInfo("sleep", ["1000"]));
        Directory.CreateDirectory(Registry);
        RunOwner known = RunOwner.Of(owner.Id)!.Value;
        File.WriteAllText(Path.Combine(Registry, id + ".run"), string.Create(CultureInfo.InvariantCulture, $"{_folder}\n{known.Pid}\n{known.StartTicks}\n"));
        return owner;
    }
}
