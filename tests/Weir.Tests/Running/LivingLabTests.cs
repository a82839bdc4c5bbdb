using System.Text.Json;
using Weir.Running;
using Weir.Tests.Cli;

namespace Weir.Tests.Running;

/// <summary>A lab that stays up, and the verbs that act on it.</summary>
public sealed class LivingLabTests
{
    [Fact]
    public async Task A_lab_stays_up_is_entered_watched_and_changed_and_goes_without_a_trace()
    {
        using var folder = new LabFolder();
        string file = folder.Write("living", """
            nodes:
              h[1..2]: {}
            links:
              - h1 -- h2: { delay: 1 ms, backend: engine }
            programs:
              web: { on: h2, kind: http-server, port: 80, ready: { tcp: 80 } }

            """);
        CliRun up = (await folder.WeirAsync("up", "--json", file)).ShouldExit(0);
        string id = JsonDocument.Parse(up.Out).RootElement.GetProperty("run").GetString()!;
        RunEntry entry = RunRegistry.OfThisUser().All().Single(one => one.Id.Text == id);
        try
        {
            entry.IsAlive.ShouldBeTrue();
            (await folder.WeirAsync("ps", "--json")).ShouldExit(0).Out.ShouldContain(id);
            (await folder.WeirAsync("exec", "--run", id, "h1", "--", "sh", "-c", "exit 9")).ShouldExit(9);
            (await folder.WeirAsync("exec", "--run", id, "h3", "--", "true")).ShouldExit(2).Error.ShouldContain("h1");
            (await folder.WeirAsync("mark", "--run", id, "here")).ShouldExit(0);
            (await folder.WeirAsync("events", "--run", id)).ShouldExit(0).Out.ShouldContain("here");
            (await folder.WeirAsync("logs", "--run", id, "web")).ShouldExit(0);
            (await folder.WeirAsync("logs", "--run", id, "wab")).ShouldExit(2).Error.ShouldContain("did you mean 'web'");
            (await folder.WeirAsync("link", "--run", id, "set", "h1--h2", "delay=20ms", "loss=1%")).ShouldExit(0).Out.ShouldContain("20 ms, loss 1 %");
            (await folder.WeirAsync("link", "--run", id, "set", "h1--h2", "dely=20ms")).ShouldExit(2).Error.ShouldContain("delay");
            (await folder.WeirAsync("link", "--run", id, "reset", "h1--h2")).ShouldExit(0).Out.ShouldContain("1 ms");
        }
        finally
        {
            (await folder.WeirAsync("down", id)).ShouldExit(0);
        }

        entry.IsAlive.ShouldBeFalse();
        RunRegistry.OfThisUser().All().ShouldNotContain(one => one.Id.Text == id);
        File.ReadAllText(Path.Combine(entry.Folder, "verdict.json")).ShouldContain("\"pass\"");
        // What it left is read by the same verbs.
        (await folder.WeirAsync("events", "--run", id)).ShouldExit(0).Out.ShouldContain("here");
        (await folder.WeirAsync("events", "--run", "last", "--json")).ShouldExit(0).Out.ShouldBe(File.ReadAllText(Path.Combine(entry.Folder, "events.jsonl")));
        string[] written = File.ReadAllLines(Path.Combine(entry.Folder, "logs", "web.log"));
        string[] rows = (await folder.WeirAsync("logs", "--run", id, "--json")).ShouldExit(0).Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        rows.Select(row => JsonDocument.Parse(row).RootElement.GetProperty("text").GetString()).ShouldBe(written.Select(line => line.Split(' ', 3)[2]));
        written.ShouldNotBeEmpty();
        (await folder.WeirAsync("logs", "--run", id, "web")).ShouldExit(0).Out.ShouldContain("  web: ");
        (await folder.WeirAsync("logs", "--run", id, "wab")).ShouldExit(2).Error.ShouldContain("did you mean 'web'");
    }

    [Fact]
    public async Task Verbs_say_what_to_do_when_no_lab_of_that_name_is_up()
    {
        using var folder = new LabFolder();
        (await folder.WeirAsync("exec", "--run", "no-such-lab", "h1", "--", "true")).ShouldExit(2).Error.ShouldStartWith("weir: no");
    }
}
