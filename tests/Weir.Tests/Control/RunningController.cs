using System.Collections.Concurrent;
using Weir.Control;
using Weir.Platform;

namespace Weir.Tests.Control;

/// <summary>A controller that runs in the test, and what it said.</summary>
internal sealed class RunningController : IAsyncDisposable
{
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _running;

    public RunningController(string app, string listen = "127.0.0.1:0", ControllerAppSettings? settings = null, Func<ControllerOptions, ControllerOptions>? change = null)
        : this(ControllerApps.Create(app, settings ?? new ControllerAppSettings { Time = MachineClock.Instance }), listen, change)
    {
    }

    public RunningController(ControllerApp app, string listen = "127.0.0.1:0", Func<ControllerOptions, ControllerOptions>? change = null)
    {
        ControllerOptions options = new() { Listen = ConnectionPlace.ParseListener(listen) };
        Controller = new Controller(app, change?.Invoke(options) ?? options, MachineClock.Instance, Said.Enqueue);
        _running = Controller.RunAsync(_ending.Token);
    }

    public Controller Controller { get; }

    public ConcurrentQueue<string> Said { get; } = new();

    public ConnectionPlace At => ConnectionPlace.ParseActive($"tcp:127.0.0.1:{Controller.Port}");

    public Task SaysAsync(string part) => OvsInstance.UntilAsync(() => Task.FromResult(Said.Any(line => line.Contains(part, StringComparison.Ordinal))), $"'{part}' among: {string.Join(" | ", Said)}");

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _running;
        Controller.Dispose();
        _ending.Dispose();
    }
}
