namespace Weir.Memory;

/// <summary>Wakes who waits for a change, at its turn in the loop. Who was woken looks again whether what it waits for is so.</summary>
internal sealed class LoopSignal(MemoryLoop loop)
{
    private TaskCompletionSource? _waiting;

    /// <summary>Completes with the next <see cref="Set"/>.</summary>
    public Task WaitAsync(CancellationToken cancellation)
    {
        // Continued where it is completed: on the loop's thread.
#pragma warning disable MA0151, VSTHRD012
        _waiting ??= new TaskCompletionSource();
#pragma warning restore MA0151, VSTHRD012
        return _waiting.Task.WaitAsync(cancellation);
    }

    /// <summary>Wakes all who wait now.</summary>
    public void Set()
    {
        if (_waiting is not { } waiting) { return; }
        _waiting = null;
        loop.Post(() => waiting.TrySetResult());
    }
}
