using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Weir.Tests.Dashboard;

/// <summary>The page in a window of its own, and what went wrong in it.</summary>
internal sealed class OpenPage : IAsyncDisposable
{
    private const string Drawn = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))";

    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _faults = [];

    public OpenPage(IBrowserContext context, IPage page)
    {
        _context = context;
        Page = page;
        page.Console += (_, message) =>
        {
            if (message.Type == "error") { _faults.Enqueue($"{page.Url}: {message.Text}"); }
        };
        page.PageError += (_, fault) => _faults.Enqueue($"{page.Url}: {fault}");
    }

    public IPage Page { get; }

    /// <summary>Errors of scripts, and answers that did not come.</summary>
    public IReadOnlyCollection<string> Faults => _faults;

    /// <summary>Goes to a view and waits until nothing more is awaited there.</summary>
    public async Task GoAsync(string hash)
    {
        // The page's own listener was there first: it has heard of the change when this one does.
        await Page.EvaluateAsync("""
            hash => new Promise(done => {
              if (location.hash === hash) { done(); return; }
              addEventListener('hashchange', () => done(), { once: true });
              location.hash = hash;
            })
            """, hash);
        await SettleAsync();
    }

    /// <summary>Presses the keys of a shortcut until the page has gone there: on a busy machine the second may come too late for the first.</summary>
    public async Task PressAsync(string keys, string url)
    {
        for (int i = 1; ; i++)
        {
            await Page.Keyboard.TypeAsync(keys);
            try
            {
                await Page.WaitForURLAsync(url, new PageWaitForURLOptions { Timeout = 10_000 });
                return;
            }
            catch (TimeoutException) when (i < 12)
            {
                await SettleAsync();
            }
        }
    }

    /// <summary>Waits until the view has all it asked for, and is drawn.</summary>
    public async Task SettleAsync()
    {
        await Page.EvaluateAsync(Drawn);
        await Page.WaitForFunctionAsync("() => !document.querySelector('[aria-busy=true]')");
        await Page.EvaluateAsync(Drawn);
    }

    /// <summary>How many pixels the page is wider than its window.</summary>
    public Task<int> OverflowAsync() => Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth");

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();
}
