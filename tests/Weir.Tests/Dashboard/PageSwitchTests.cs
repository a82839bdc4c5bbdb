using System.Text.Json;
using Microsoft.Playwright;
using Weir.Tests.Cli;
using Weir.Tests.Running;

namespace Weir.Tests.Dashboard;

/// <summary>The view of OpenFlow switches, of a lab that is up and of one that is over.</summary>
[Collection(nameof(PageCollection))]
public sealed class PageSwitchTests(PageScene scene)
{
    [Fact]
    public async Task Ports_flows_and_what_the_controller_knows_are_shown_and_fit()
    {
        scene.Need();
        SwitchKinds.Skip(SwitchKinds.OpenFlow);
        CliRun up = (await scene.Folder.WeirAsync("up", "--json", scene.Folder.Write("switched", """
            nodes:
              s[1..2]: { kind: openflow, controller: tree, fail-mode: secure }
              h[1..2]: {}
            links:
              - h1 -- s1 -- s2 -- h2
            controllers:
              tree: { app: spanning, probe-every: 200 ms }
            programs:
              talk: { on: h1, kind: ping, to: h2, interval: 100 ms }
            """))).ShouldExit(0);
        string id = JsonDocument.Parse(up.Out).RootElement.GetProperty("run").GetString()!;
        try
        {
            foreach ((int width, ColorScheme theme) in ((int, ColorScheme)[])[(390, ColorScheme.Light), (1440, ColorScheme.Dark)])
            {
                await using OpenPage page = await scene.OpenAsync(width, theme);
                page.Page.SetDefaultTimeout(60_000);
                await page.GoAsync($"#/runs/{id}/switches");
                await page.Page.Locator("text=h1-eth0").First.WaitForAsync();
                await page.Page.Locator("section[aria-label='switch s1'] code:text('output:2')").First.WaitForAsync();
                await page.Page.Locator("text=s2-eth0").First.WaitForAsync();
                await page.Page.Locator("h2:text('Controller tree')").WaitForAsync();
                await page.SettleAsync();
                (await page.OverflowAsync()).ShouldBeLessThanOrEqualTo(0, $"{width} pixels");
                await page.Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(PageScene.Pictures, $"switches-{theme.ToString().ToLowerInvariant()}-{width}.png"), FullPage = true });
                await page.Page.Keyboard.PressAsync("j");
                await page.Page.WaitForURLAsync("**/switches/s2");
                page.Faults.ShouldBeEmpty();
            }
        }
        finally
        {
            await scene.Folder.WeirAsync("down", id);
        }

        await using OpenPage over = await scene.OpenAsync();
        over.Page.SetDefaultTimeout(60_000);
        await over.GoAsync($"#/runs/{id}/switches/s1");
        await over.Page.Locator("text=h1-eth0").First.WaitForAsync();
        await over.Page.Locator("h2:text('Controller tree')").WaitForAsync();
        (await over.Page.Locator("h2:text('Flows')").CountAsync()).ShouldBe(0, "nobody can be asked any more");
        over.Faults.ShouldBeEmpty();
    }
}
