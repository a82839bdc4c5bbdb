using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Weir.Tests.Cli;
using Weir.Tests.Fixtures;
using Weir.Tests.Running;

namespace Weir.Tests.Dashboard;

/// <summary>A lab that lives, followed and changed from the page.</summary>
[Collection(nameof(PageCollection))]
public sealed class PageLiveTests(PageScene scene)
{
    private const string Link = "h1 -- s1";

    [Fact]
    public async Task A_link_that_is_cut_on_the_page_is_cut_in_the_lab_and_mended_again()
    {
        scene.Need();
        await using OpenPage page = await scene.OpenAsync();
        await page.GoAsync($"#/runs/{scene.Alive}/topology");
        await page.Page.Locator(".choice", new PageLocatorOptions { HasText = Link }).ClickAsync();
        ILocator pane = page.Page.GetByRole(AriaRole.Region, new PageGetByRoleOptions { Name = $"link {Link}" });
        await pane.GetByText("Take down").ClickAsync();
        // What disturbs the experiment is asked for twice, and can be left.
        await page.Page.GetByRole(AriaRole.Dialog).GetByText("Cancel").ClickAsync();
        (await LinkAsync()).ShouldNotContain("down");
        await pane.GetByText("Take down").ClickAsync();
        await page.Page.GetByRole(AriaRole.Dialog).GetByText("Take it down").ClickAsync();
        await Assertions.Expect(pane.Locator("h2 .badge")).ToContainTextAsync("down");
        (await LinkAsync()).ShouldContain("down");
        (await scene.Folder.WeirAsync("exec", "--run", scene.Alive, "h1", "--", "ping", "-c", "1", "-W", "1", "h2")).ExitCode.ShouldBe(1);
        await pane.GetByText("Put up").ClickAsync();
        await Assertions.Expect(pane.Locator("h2 .badge")).ToContainTextAsync("up");
        (await scene.Folder.WeirAsync("exec", "--run", scene.Alive, "h1", "--", "ping", "-c", "1", "-w", "60", "h2")).ShouldExit(0);

        await pane.GetByLabel("delay").FillAsync("30 ms");
        await pane.GetByText("Apply").ClickAsync();
        await page.Page.GetByRole(AriaRole.Dialog).GetByText("Change it").ClickAsync();
        await Assertions.Expect(pane.Locator("dd.warn-text")).ToContainTextAsync("30 ms");
        await pane.GetByLabel("delay").FillAsync("soon");
        await pane.GetByText("Apply").ClickAsync();
        await page.Page.GetByRole(AriaRole.Dialog).GetByText("Change it").ClickAsync();
        await Assertions.Expect(pane.GetByRole(AriaRole.Alert)).ToContainTextAsync("'soon' is not a duration");
        await pane.GetByText("Reset").ClickAsync();
        await page.Page.GetByRole(AriaRole.Dialog).GetByText("Reset it").ClickAsync();
        await Assertions.Expect(pane.Locator("dd.warn-text")).ToHaveTextAsync("2 ms");
    }

    [Fact]
    public async Task A_command_runs_in_a_node_and_a_mark_stands_among_the_events()
    {
        scene.Need();
        await using OpenPage page = await scene.OpenAsync();
        await page.GoAsync($"#/runs/{scene.Alive}/topology");
        await page.Page.Locator(".choice", new PageLocatorOptions { HasTextRegex = new Regex("^h1host$") }).ClickAsync();
        await page.Page.GetByLabel("Command in h1").FillAsync("sh -c 'hostname; exit 3'");
        await page.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Page.Locator(".output")).ToContainTextAsync("exit 3");
        await Assertions.Expect(page.Page.Locator(".output pre")).ToContainTextAsync("h1");

        await page.GoAsync($"#/runs/{scene.Alive}/events");
        await page.Page.GetByText("Mark", new PageGetByTextOptions { Exact = true }).ClickAsync();
        await page.Page.GetByLabel("text of the mark").FillAsync("set from the page");
        await page.Page.Keyboard.PressAsync("Enter");
        await page.Page.GetByRole(AriaRole.Searchbox).FillAsync("set from the page");
        await Assertions.Expect(page.Page.Locator(".event-row:not(.head)")).ToContainTextAsync("set from the page");
        (await scene.Folder.WeirAsync("events", "--run", scene.Alive)).ShouldExit(0).Out.ShouldContain("set from the page");
        page.Faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_program_s_log_is_followed_and_it_is_stopped_and_started()
    {
        scene.Need();
        await using OpenPage page = await scene.OpenAsync();
        await page.GoAsync($"#/runs/{scene.Alive}/programs/talk");
        ILocator count = page.Page.Locator(".program .tools .muted.number");
        string before = await count.InnerTextAsync();
        await Assertions.Expect(count).Not.ToHaveTextAsync(before);
        ILocator head = page.Page.Locator(".program-head");
        await head.GetByText("Stop", new LocatorGetByTextOptions { Exact = true }).ClickAsync();
        await page.Page.GetByRole(AriaRole.Dialog).GetByText("Stop it").ClickAsync();
        await Assertions.Expect(head.Locator(".badge")).ToContainTextAsync("exited");
        await head.GetByText("Start", new LocatorGetByTextOptions { Exact = true }).ClickAsync();
        await Assertions.Expect(head.Locator(".badge")).ToContainTextAsync("running");
        page.Faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task Counters_are_on_the_screen_soon_after_they_came()
    {
        scene.Need();
        await using OpenPage page = await scene.OpenAsync();
        await page.GoAsync($"#/runs/{scene.Alive}/topology");
        await page.Page.WaitForFunctionAsync("() => performance.getEntriesByName('weir-counters-to-pixel').length >= 4");
        double[] times = await page.Page.EvaluateAsync<double[]>("() => performance.getEntriesByName('weir-counters-to-pixel').map(one => one.duration)");
        Artifacts.Figure($"counters from their arrival to the screen: {string.Join(", ", times.Select(one => $"{one:0.0}"))} ms");
    }

    [Fact]
    public async Task When_the_server_goes_the_page_says_that_it_shows_the_past()
    {
        scene.Need();
        using var server = LiveRun.In(scene.Folder.Root, "dashboard", "--json");
        await server.UntilAsync(output => output.Contains('}', StringComparison.Ordinal));
        await using OpenPage page = await scene.OpenAsync(address: JsonDocument.Parse(server.Out).RootElement.GetProperty("address").GetString()!);
        await page.GoAsync($"#/runs/{scene.Alive}/overview");
        await Assertions.Expect(page.Page.Locator(".connection")).ToContainTextAsync("live");
        await server.InterruptAsync();
        await Assertions.Expect(page.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Connection lost");
        await Assertions.Expect(page.Page.GetByText("Mark", new PageGetByTextOptions { Exact = true })).ToBeDisabledAsync();
    }

    [Fact]
    public async Task A_run_that_ends_with_its_dashboard_leaves_the_reasons_of_its_verdict_on_the_page()
    {
        scene.Need();
        using var folder = new LabFolder();
        using var run = LiveRun.In(folder.Root, "run", "--dashboard", folder.Write("ends", """
            nodes: { h1: {} }
            programs:
              bad: { on: h1, kind: command, run: "exit 3" }
            checks:
              - { exit: bad }
            duration: 15 s
            """));
        await run.UntilAsync(output => output.Contains("/overview", StringComparison.Ordinal));
        await using OpenPage page = await scene.OpenAsync(address: Regex.Match(run.Out, @"dashboard: (\S+)").Groups[1].Value);
        await Assertions.Expect(page.Page.Locator(".connection")).ToContainTextAsync("live");
        await Assertions.Expect(page.Page.Locator(".connection")).ToContainTextAsync("ended");
        await Assertions.Expect(page.Page.Locator(".verdict-line")).ToContainTextAsync("The run ended: error");
        await Assertions.Expect(page.Page.Locator(".verdict ul").First).ToContainTextAsync("bad ended with exit code 3, 0 was expected");
        (await run.InterruptAsync()).ExitCode.ShouldBe(5);
    }

    private async Task<string> LinkAsync() => (await scene.Folder.WeirAsync("link", "show", "--run", scene.Alive, "h1--s1")).ShouldExit(0).Out;
}
