using System.Text.Json;
using Microsoft.Playwright;
using Weir.Tests.Cli;
using Weir.Tests.Fixtures;
using Weir.Tests.Running;

namespace Weir.Tests.Dashboard;

/// <summary>The dashboard of a folder with two recorded runs, one with packets and one with votes, and one that lives; and Chromium, in which its page is looked at.</summary>
public sealed class PageScene : IAsyncLifetime
{
    private static readonly string[] Browsers = ["chromium", "chromium-browser", "google-chrome"];

    private const string Living = """
        nodes:
          s1: { kind: bridge }
          h[1..2]: {}
        links:
          - h1 -- s1: { delay: 2 ms, backend: engine }
          - h2 -- s1
        programs:
          web: { on: h2, kind: http-server, port: 80, ready: { tcp: 80 } }
          talk: { on: h1, kind: command, run: "while true; do echo said; sleep 0.2; done" }
        captures:
          - at: h1

        """;

    // A machine that is busy with other tests takes its time; what never comes is waited for once.
    private const float Patience = 120_000;

    private LabFolder? _folder;
    private LiveRun? _server;
    private IPlaywright? _driver;
    private string? _lack;

    /// <summary>Where the tests leave pictures of the page for people to look at.</summary>
    public static string Pictures { get; } = Artifacts.Folder("page");

    /// <summary>The page's address, with the token.</summary>
    public string Address { get; private set; } = "";

    /// <summary>A run with a capture.</summary>
    public string Packets { get; private set; } = "";

    /// <summary>A run with a consensus monitor; one of its blocks took a second round.</summary>
    public string Votes { get; private set; } = "";

    /// <summary>The run that lives.</summary>
    public string Alive { get; private set; } = "";

    internal LabFolder Folder => _folder!;

    internal IBrowser Browser { get; private set; } = null!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        if (Browsers.Select(Find).FirstOrDefault(path => path is not null) is not { } browser) { _lack = "Chromium is not installed (Debian: chromium)"; }
        else if (!Environment.IsPrivilegedProcess) { _lack = "labs are built by the superuser"; }
        else { await BeginAsync(browser); }
    }

    /// <summary>Ends the test, with the reason, where there is no browser or no lab.</summary>
    public void Need()
    {
        if (_lack is { } lack) { Assert.Skip(lack); }
    }

    /// <summary>Opens the page, logged in; what goes wrong in it is gathered.</summary>
    internal async Task<OpenPage> OpenAsync(int width = 1440, ColorScheme theme = ColorScheme.Light, string? address = null)
    {
        IBrowserContext context = await Browser.NewContextAsync(new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = width, Height = width < 600 ? 844 : 900 }, ColorScheme = theme });
        context.SetDefaultTimeout(Patience);
        context.SetDefaultNavigationTimeout(Patience);
        var page = new OpenPage(context, await context.NewPageAsync());
        await page.Page.GotoAsync(address ?? Address);
        return page;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Browser is not null) { await Browser.DisposeAsync(); }
        _driver?.Dispose();
        if (_server is not null) { await _server.InterruptAsync(); }
        _server?.Dispose();
        if (Alive.Length > 0) { await Folder.WeirAsync("down", Alive); }
        _folder?.Dispose();
    }

    private async Task BeginAsync(string browser)
    {
        _folder = new LabFolder();
        (await Folder.WeirAsync("run", Repository.PathOf("examples", "quickstart", "quickstart.lab.yaml"))).ShouldExit(0);
        Packets = Path.GetFileName(Folder.Runs[^1]);
        (await Folder.WeirAsync("run", "--set", "speed=0", Repository.PathOf("examples", "consensus-replay", "consensus-replay.lab.yaml"))).ShouldExit(0);
        Votes = Path.GetFileName(Folder.Runs[^1]);
        CliRun up = (await Folder.WeirAsync("up", "--json", Folder.Write("living", Living))).ShouldExit(0);
        Alive = JsonDocument.Parse(up.Out).RootElement.GetProperty("run").GetString()!;
        _server = LiveRun.In(Folder.Root, "dashboard", "--json");
        await _server.UntilAsync(output => output.Contains('}', StringComparison.Ordinal));
        Address = JsonDocument.Parse(_server.Out).RootElement.GetProperty("address").GetString()!;
        _driver = await Playwright.CreateAsync();
        Assertions.SetDefaultExpectTimeout(Patience);
        // The superuser's browser has no sandbox of its own.
        Browser = await _driver.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = browser, Args = ["--no-sandbox"], Timeout = Patience });
    }

    private static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
}
