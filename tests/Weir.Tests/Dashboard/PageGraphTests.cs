using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;
using Weir.Tests.Fixtures;

namespace Weir.Tests.Dashboard;

/// <summary>A network of 500 nodes and 1,000 links on the page. How fast it moves is measured and told, not judged: that is the machine's as well.</summary>
[Collection(nameof(PageCollection))]
public sealed class PageGraphTests(PageScene scene)
{
    private const int Nodes = 500;
    private const int Links = 1000;
    private const string Run = "20260101T000000Z-large";

    private const string Frames = """
        () => new Promise(done => {
          const times = [];
          const next = time => { times.push(time); if (window.moving) requestAnimationFrame(next); else done((times.length - 1) * 1000 / (times.at(-1) - times[0])); };
          window.moving = true;
          requestAnimationFrame(next);
        })
        """;

    [Fact]
    public async Task A_large_network_is_moved_and_zoomed()
    {
        scene.Need();
        Record(Path.Combine(scene.Folder.Root, ".weir", "runs", Run));
        await using OpenPage page = await scene.OpenAsync();
        await page.GoAsync($"#/runs/{Run}/topology");
        await page.Page.Locator(".graph-canvas canvas").First.WaitForAsync();
        await Assertions.Expect(page.Page.GetByText("500 nodes")).ToBeVisibleAsync();
        LocatorBoundingBoxResult box = (await page.Page.Locator(".graph-canvas").BoundingBoxAsync())!;
        IMouse mouse = page.Page.Mouse;

        Task<double> moved = page.Page.EvaluateAsync<double>(Frames);
        await mouse.MoveAsync(box.X + 8, box.Y + 8);
        await mouse.DownAsync();
        for (int i = 0; i < 60; i++) { await mouse.MoveAsync(box.X + 8 + (i * 3), box.Y + 8 + (i * 2)); }
        await mouse.UpAsync();
        await page.Page.EvaluateAsync("() => { window.moving = false; }");
        Task<double> zoomed = page.Page.EvaluateAsync<double>(Frames);
        await mouse.MoveAsync(box.X + (box.Width / 2), box.Y + (box.Height / 2));
        for (int i = 0; i < 40; i++) { await mouse.WheelAsync(0, i < 20 ? -60 : 60); }
        await page.Page.EvaluateAsync("() => { window.moving = false; }");
        double pan = await moved, zoom = await zoomed;
        Artifacts.Figure(string.Create(CultureInfo.InvariantCulture, $"{Nodes} nodes, {Links} links: {pan:0.0} frames a second while moved, {zoom:0.0} while zoomed"));
        pan.ShouldBeGreaterThan(0);
        zoom.ShouldBeGreaterThan(0);
        await page.Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(PageScene.Pictures, "topology-large.png") });
        page.Faults.ShouldBeEmpty();
    }

    /// <summary>Records a run of such a network, as a run's folder has it: a tree, and the rest between neighbours.</summary>
    private static void Record(string folder)
    {
        Directory.CreateDirectory(folder);
        var random = new Random(1);
        var interfaces = Enumerable.Range(0, Nodes).Select(_ => new List<object>()).ToArray();
        var links = new List<object>();
        string End(int node)
        {
            int number = interfaces[node].Count;
            string name = $"n{node}-eth{number}";
            interfaces[node].Add(new { name = $"eth{number}", fullName = name, kernelName = name, mac = "02:00:00:00:00:01", mtu = 1500, addresses = Array.Empty<string>(), link = links.Count });
            return name;
        }

        void Join(int a, int b) => links.Add(new { name = $"n{a} -- n{b} ({links.Count})", a = End(a), b = End(b), segment = 0, backend = "kernel", backendReason = "" });
        for (int i = 1; i < Nodes; i++) { Join(i, random.Next(Math.Max(0, i - 40), i)); }
        while (links.Count < Links)
        {
            int a = random.Next(Nodes), b = Math.Clamp(a + random.Next(-30, 30), 0, Nodes - 1);
            if (a != b) { Join(a, b); }
        }

        object[] none = [];
        var nodes = Enumerable.Range(0, Nodes).Select(i => new { name = $"n{i}", kind = i % 10 == 0 ? "router" : i % 10 < 8 ? "host" : "bridge", interfaces = interfaces[i] });
        File.WriteAllText(Path.Combine(folder, "lab.yaml"), "name: large\n");
        File.WriteAllText(Path.Combine(folder, "plan.json"), JsonSerializer.Serialize(new { name = "large", seed = 1, nodes, links, programs = none, captures = none, monitors = none, events = none, checks = none }));
        File.WriteAllText(Path.Combine(folder, "host.json"), """{"weir":"0","lab":"large","begin":"2026-01-01T00:00:00Z","host":"here"}""");
        File.WriteAllText(Path.Combine(folder, "events.jsonl"), """{"time":0,"kind":"phase","text":"up","phase":"running"}""" + "\n");
        File.WriteAllText(Path.Combine(folder, "checks.json"), "[]");
        File.WriteAllText(Path.Combine(folder, "verdict.json"), JsonSerializer.Serialize(new { run = Run, result = "pass", trust = "trustworthy", exitCode = 0, reasons = none, doubts = none, durations = new { plan = 1, build = 1, run = 1, remove = 1 } }));
    }
}
