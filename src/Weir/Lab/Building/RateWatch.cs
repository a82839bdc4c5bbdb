namespace Weir.Lab.Building;

/// <summary>Reads the queues of links that the kernel shapes, four times a second and twice where a line is busy, so that the rates they really have are known.</summary>
internal sealed class RateWatch : IAsyncDisposable
{
    private static readonly TimeSpan s_period = TimeSpan.FromMilliseconds(250);

    private readonly Func<IEnumerable<KernelShaper>> _shapers;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _watching;

    /// <summary>Begins to read what <paramref name="shapers"/> gives each time.</summary>
    public RateWatch(Func<IEnumerable<KernelShaper>> shapers, TimeProvider time)
    {
        _shapers = shapers;
        _time = time;
        _watching = WatchAsync();
    }

    /// <summary>Why the reading ended early; null when it did not.</summary>
    public string? Fault { get; private set; }

    /// <summary>Ends the reading.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_end.IsCancellationRequested) { return; }
        await _end.CancelAsync().ConfigureAwait(false);
        await _watching.ConfigureAwait(false);
        _end.Dispose();
    }

    private async Task WatchAsync()
    {
        using var timer = new PeriodicTimer(s_period, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(_end.Token).ConfigureAwait(false))
            {
                var busy = new PriorityQueue<KernelShaper, TimeSpan>();
                foreach (KernelShaper shaper in _shapers())
                {
                    if (Sample(shaper) is { } until) { busy.Enqueue(shaper, until); }
                }

                TimeSpan waited = TimeSpan.Zero;
                while (busy.TryDequeue(out KernelShaper? shaper, out TimeSpan until))
                {
                    if (until > waited) { await Task.Delay(until - waited, _time, _end.Token).ConfigureAwait(false); }
                    waited = until;
                    Sample(shaper);
                }
            }
        }
        catch (OperationCanceledException)
        {
            return;
        }
        catch (WeirException fault)
        {
            Fault = fault.Message;
        }
    }

    private static TimeSpan? Sample(KernelShaper shaper)
    {
        try
        {
            return shaper.Sample();
        }
        catch (ObjectDisposedException)
        {
            // Its node was taken out of the lab meanwhile, and the link with it.
            return null;
        }
    }
}
