using Microsoft.Playwright;

namespace Weir.Tests.Dashboard;

/// <summary>The report: the page as one file, opened without a server.</summary>
[Collection(nameof(PageCollection))]
public sealed class PageReportTests(PageScene scene)
{
    [Theory]
    [InlineData(390, ColorScheme.Dark)]
    [InlineData(1440, ColorScheme.Light)]
    public async Task A_report_shows_its_run_from_a_file_and_asks_no_server(int width, ColorScheme theme)
    {
        scene.Need();
        string file = Path.Combine(scene.Folder.Root, $"report-{width}.html");
        (await scene.Folder.WeirAsync("report", scene.Votes, "-o", file)).ShouldExit(0);
        await using OpenPage page = await scene.OpenAsync(width, theme, new Uri(file).AbsoluteUri);
        var asked = new List<string>();
        page.Page.Request += (_, request) => asked.Add(request.Url);
        await Assertions.Expect(page.Page.Locator(".verdict")).ToContainTextAsync("held");
        foreach ((string view, string content) in ((string, string)[])[("topology", ".graph-canvas canvas"), ("consensus", ".block"), ("programs", ".choices .choice"), ("events", ".event-row:not(.head)"), ("checks", "tbody tr"), ("tables", "tbody tr"), ("balance", "tbody tr")])
        {
            await page.GoAsync($"#/runs/{scene.Votes}/{view}");
            await page.Page.Locator(content).First.WaitForAsync();
            (await page.OverflowAsync()).ShouldBe(0, view);
        }

        await page.Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(PageScene.Pictures, $"report-{theme.ToString().ToLowerInvariant()}-{width}.png") });
        asked.ShouldBeEmpty();
        page.Faults.ShouldBeEmpty();
    }
}
