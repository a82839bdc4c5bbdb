using Microsoft.Playwright;
using Weir.Tests.Fixtures;

namespace Weir.Tests.Dashboard;

/// <summary>Every view of the page, against the real server: it shows what it is for, in both themes and at three widths, without an error and without a page that scrolls sideways.</summary>
[Collection(nameof(PageCollection))]
public sealed class PageViewTests(PageScene scene)
{
    // What stands in a view only when its data came.
    private static readonly (string View, string Content)[] Views =
    [
        ("runs", "tbody tr"), ("overview", ".verdict"), ("topology", ".graph-canvas canvas"), ("consensus", ".block"), ("programs", ".choices .choice"), ("events", ".event-row:not(.head)"), ("checks", "tbody tr"),
        ("tables", "tbody tr"), ("balance", "tbody tr"), ("packets", ".packet-row:not(.head)"), ("compare", ".verdict"),
    ];

    [Theory]
    [InlineData(390, ColorScheme.Light)]
    [InlineData(390, ColorScheme.Dark)]
    [InlineData(768, ColorScheme.Light)]
    [InlineData(768, ColorScheme.Dark)]
    [InlineData(1440, ColorScheme.Light)]
    [InlineData(1440, ColorScheme.Dark)]
    public async Task Every_view_shows_its_data_and_fits(int width, ColorScheme theme)
    {
        scene.Need();
        await using OpenPage page = await scene.OpenAsync(width, theme);
        var wide = new List<string>();
        foreach ((string view, string content) in Views)
        {
            await page.GoAsync(HashOf(view));
            await page.Page.Locator(content).First.WaitForAsync();
            if (view == "packets")
            {
                await page.Page.Keyboard.PressAsync("j");
                await page.Page.Locator(".hex-row").First.WaitForAsync();
            }

            await page.SettleAsync();
            if (await page.OverflowAsync() is > 0 and var pixels) { wide.Add($"{view}: {pixels}"); }
            await page.Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(PageScene.Pictures, $"{view}-{theme.ToString().ToLowerInvariant()}-{width}.png") });
        }

        wide.ShouldBeEmpty();
        page.Faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_theme_is_the_system_s_until_another_is_chosen_and_that_is_kept()
    {
        scene.Need();
        await using OpenPage page = await scene.OpenAsync(theme: ColorScheme.Dark);
        await page.SettleAsync();
        string dark = await GroundAsync(page);
        await page.Page.Keyboard.PressAsync("d");
        string light = await GroundAsync(page);
        light.ShouldNotBe(dark);
        await page.Page.ReloadAsync();
        await page.SettleAsync();
        (await GroundAsync(page)).ShouldBe(light);
        await page.Page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = ColorScheme.Light });
        await page.Page.Keyboard.PressAsync("d");
        await Assertions.Expect(page.Page.Locator("html")).ToHaveCSSAsync("background-color", dark);
    }

    [Fact]
    public async Task A_byte_that_is_pointed_at_is_explained_and_a_field_marks_its_bytes()
    {
        scene.Need();
        await using OpenPage page = await scene.OpenAsync();
        await page.GoAsync(HashOf("packets"));
        await page.Page.GetByRole(AriaRole.Searchbox).FillAsync("tcp.dstport == 8080");
        await page.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Page.GetByText("found")).ToBeVisibleAsync();
        await page.Page.Locator(".packet-row:not(.head)").First.ClickAsync();
        // The first two bytes of an IPv4 header behind Ethernet: its version and length.
        await page.Page.Locator("[data-at='14']").First.HoverAsync();
        await Assertions.Expect(page.Page.Locator(".tree-row.marked")).Not.ToHaveCountAsync(0);
        await Assertions.Expect(page.Page.Locator(".hex-bytes .marked")).Not.ToHaveCountAsync(0);
        await page.Page.GetByRole(AriaRole.Searchbox).FillAsync("tcp.nothing ==");
        await page.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_run_that_is_not_there_and_a_view_that_is_none_are_said_so()
    {
        scene.Need();
        await using OpenPage page = await scene.OpenAsync();
        await page.GoAsync("#/runs/no-such-run/overview");
        await Assertions.Expect(page.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("There is no run no-such-run");
        // The server is asked once, and what it says stands once in the browser's console.
        page.Faults.ShouldHaveSingleItem().ShouldContain("404");
        await page.GoAsync("#/nowhere");
        await Assertions.Expect(page.Page.GetByText("There is no such page")).ToBeVisibleAsync();
    }

    private static Task<string> GroundAsync(OpenPage page) => page.Page.EvaluateAsync<string>("() => getComputedStyle(document.documentElement).backgroundColor");

    private string HashOf(string view) => view switch
    {
        "runs" => "#/runs",
        "compare" => $"#/compare/{scene.Packets}/{scene.Votes}",
        "packets" => $"#/runs/{scene.Packets}/packets",
        _ => $"#/runs/{scene.Votes}/{view}",
    };
}
