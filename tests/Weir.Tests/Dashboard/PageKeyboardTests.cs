using Microsoft.Playwright;

namespace Weir.Tests.Dashboard;

/// <summary>The page without a mouse.</summary>
[Collection(nameof(PageCollection))]
public sealed class PageKeyboardTests(PageScene scene)
{
    private static readonly (string Key, string View)[] Ways =
        [("o", "overview"), ("t", "topology"), ("c", "consensus"), ("w", "switches"), ("p", "packets"), ("l", "programs"), ("e", "events"), ("k", "checks"), ("m", "tables"), ("b", "balance")];

    [Fact]
    public async Task Every_view_is_two_keys_away_and_rows_filters_and_help_have_keys()
    {
        scene.Need();
        await using OpenPage page = await scene.OpenAsync();
        IKeyboard keys = page.Page.Keyboard;
        await page.SettleAsync();
        await keys.PressAsync("j");
        await keys.PressAsync("Enter");
        await page.Page.WaitForURLAsync("**/overview");
        foreach ((string key, string view) in Ways)
        {
            await page.PressAsync($"g{key}", $"**/{view}");
            await Assertions.Expect(page.Page.Locator("nav.views [aria-current]")).ToHaveAttributeAsync("href", new System.Text.RegularExpressions.Regex($"/{view}$"));
        }

        await page.GoAsync($"#/runs/{scene.Votes}/events");
        ILocator first = page.Page.Locator(".event-row:not(.head)").First;
        await Assertions.Expect(first).ToBeVisibleAsync();
        await keys.PressAsync("/");
        await keys.TypeAsync("check");
        await keys.PressAsync("Enter");
        await Assertions.Expect(first).ToContainTextAsync("check");
        await keys.PressAsync("j");
        await Assertions.Expect(page.Page.Locator(".event-row.current")).ToContainTextAsync("check");
        await keys.PressAsync("?");
        await Assertions.Expect(page.Page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("topology");
        await keys.PressAsync("Escape");
        await Assertions.Expect(page.Page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        await page.PressAsync("gr", "**/#/runs");
        page.Faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task Enter_presses_what_has_the_focus_also_where_a_row_is_chosen()
    {
        scene.Need();
        await using OpenPage page = await scene.OpenAsync();
        await page.SettleAsync();
        await page.Page.Keyboard.PressAsync("j");
        await Assertions.Expect(page.Page.Locator("tr.current")).ToHaveCountAsync(1);
        await page.Page.GetByLabel("keyboard shortcuts").FocusAsync();
        await page.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("Enter");
        await page.Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page.Page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        await page.Page.Locator($"tbody a[title='{scene.Packets}']").FocusAsync();
        await page.Page.Keyboard.PressAsync("Enter");
        await page.Page.WaitForURLAsync($"**/#/runs/{scene.Packets}/overview");
        page.Faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_tab_key_reaches_every_link_and_button_and_shows_where_it_is()
    {
        scene.Need();
        await using OpenPage page = await scene.OpenAsync();
        foreach (string view in (string[])["overview", "topology", "consensus", "programs", "checks"])
        {
            await page.GoAsync($"#/runs/{scene.Votes}/{view}");
            await page.Page.EvaluateAsync("() => { document.activeElement?.blur(); window.reached = new Set(); window.hidden = []; }");
            int all = await page.Page.EvaluateAsync<int>("() => document.querySelectorAll('a[href], button:not(:disabled), input, select').length");
            for (int i = 0; i < all + 10; i++)
            {
                await page.Page.Keyboard.PressAsync("Tab");
                await page.Page.EvaluateAsync("""
                    () => {
                      const one = document.activeElement;
                      if (!one || one === document.body) return;
                      window.reached.add(one);
                      if (getComputedStyle(one).outlineStyle === 'none') window.hidden.push(one.outerHTML.slice(0, 80));
                    }
                    """);
            }

            (await page.Page.EvaluateAsync<string[]>("() => window.hidden")).ShouldBeEmpty(view);
            (await page.Page.EvaluateAsync<string[]>("() => [...document.querySelectorAll('a[href], button:not(:disabled), input, select')].filter(one => !window.reached.has(one)).map(one => one.outerHTML.slice(0, 80))")).ShouldBeEmpty(view);
        }
    }
}
