namespace Weir;

/// <summary>Waits by a clock. Unlike the delay of a task it is as fine as the clock's timers, and goes on where the clock or the cancellation completes it: a lab in memory has one thread for all.</summary>
internal static class ClockPause
{
    /// <summary>Completes after some of the clock's time; <see cref="Timeout.InfiniteTimeSpan"/> never does by itself.</summary>
    public static async Task ForAsync(TimeSpan time, TimeProvider clock, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var passed = new TaskCompletionSource();
        using ITimer timer = clock.CreateTimer(_ => passed.TrySetResult(), null, time < TimeSpan.Zero && time != Timeout.InfiniteTimeSpan ? TimeSpan.Zero : time, Timeout.InfiniteTimeSpan);
        await passed.Task.WaitAsync(cancellation).ConfigureAwait(false);
    }
}
