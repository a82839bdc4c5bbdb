using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;
using Weir.Tests.Fixtures;

namespace Weir.Tests.Dashboard;

/// <summary>How soon the page shows something, how soon it shows what it is for, and how soon it shows what has just happened. Measured and told, not judged: that is the machine's as well.</summary>
[Collection(nameof(PageCollection))]
public sealed class PageSpeedTests(PageScene scene)
{
    private const int Rounds = 3;
    private const int Marks = 10;

    // The time of the first frame in which an element is drawn that is wanted, by the page's own clock.
    private const string Watch = """
        window.shown = selector => new Promise(done => {
          const look = () => {
            const found = document.querySelector(selector);
            if (found && found.getClientRects().length > 0) requestAnimationFrame(() => done(performance.now()));
            else requestAnimationFrame(look);
          };
          look();
        });
        """;

    private static readonly (string View, string Content)[] s_views = [("runs", "tbody tr"), ("overview", ".verdict"), ("topology", ".graph-canvas canvas"), ("consensus", ".block"), ("packets", ".packet-row:not(.head)")];

    [Fact]
    public async Task Each_view_is_painted_soon_when_nothing_of_the_page_is_kept_yet()
    {
        scene.Need();
        foreach ((string view, string content) in s_views)
        {
            string run = view == "packets" ? scene.Packets : scene.Votes;
            var painted = new List<double>();
            var useful = new List<double>();
            for (int i = 0; i < Rounds; i++)
            {
                // A new context has no cache, no cookie and no compiled script.
                await using OpenPage page = await scene.OpenAsync(address: "about:blank");
                await page.Page.AddInitScriptAsync(Watch);
                await page.Page.GotoAsync($"{scene.Address}#{(view == "runs" ? "/runs" : $"/runs/{run}/{view}")}", new PageGotoOptions { WaitUntil = WaitUntilState.Commit });
                useful.Add(await page.Page.EvaluateAsync<double>("selector => window.shown(selector)", content));
                painted.Add(await page.Page.EvaluateAsync<double>("() => performance.getEntriesByName('first-contentful-paint')[0].startTime"));
            }

            Artifacts.Figure(string.Create(CultureInfo.InvariantCulture, $"{view}: first paint after {Median(painted):0} ms, what it is for after {Median(useful):0} ms"));
            painted.ShouldAllBe(time => time > 0);
        }
    }

    [Fact]
    public async Task What_happens_in_a_lab_is_on_the_screen_soon_after()
    {
        scene.Need();
        await using OpenPage page = await scene.OpenAsync();
        await page.GoAsync($"#/runs/{scene.Alive}/events");
        await Assertions.Expect(page.Page.Locator(".connection")).ToContainTextAsync("live");
        await page.Page.GetByRole(AriaRole.Searchbox).FillAsync("how soon");
        var seen = new List<double>();
        for (int i = 0; i < Marks; i++)
        {
            Task<double> drawn = page.Page.EvaluateAsync<double>("""
                text => new Promise(done => {
                  const look = () => {
                    if ([...document.querySelectorAll('.event-row')].some(row => row.textContent.includes(text))) requestAnimationFrame(() => done(performance.timeOrigin + performance.now()));
                    else requestAnimationFrame(look);
                  };
                  look();
                })
                """, TextOf(i));
            (await scene.Folder.WeirAsync("mark", "--run", scene.Alive, TextOf(i))).ShouldExit(0);
            seen.Add(await drawn);
        }

        // The page's clock and the lab's are both this machine's.
        JsonElement[] events = [.. (await scene.Folder.WeirAsync("events", "--run", scene.Alive, "--json")).ShouldExit(0).Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<JsonElement>(line))];
        double start = DateTimeOffset.Parse(events.First(one => one.TryGetProperty("clock", out _)).GetProperty("clock").GetString()!, CultureInfo.InvariantCulture).UtcTicks - DateTime.UnixEpoch.Ticks;
        List<double> late = [.. seen.Select((time, i) => time - (start / TimeSpan.TicksPerMillisecond) - (events.Single(one => one.GetProperty("text").GetString() == TextOf(i)).GetProperty("time").GetDouble() * 1000))];
        Artifacts.Figure(string.Create(CultureInfo.InvariantCulture, $"an event from its time in the lab to the screen: median {Median(late):0} ms, longest {late.Max():0} ms of {late.Count}"));
        late.ShouldAllBe(time => time > 0);
        page.Faults.ShouldBeEmpty();
    }

    private static string TextOf(int mark) => string.Create(CultureInfo.InvariantCulture, $"how soon {mark} is it seen");

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
