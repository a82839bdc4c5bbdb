using Weir.Memory;

namespace Weir.Traffic.InMemory;

/// <summary>What a program on a node in memory finds there.</summary>
/// <param name="Host">The node's network stack.</param>
/// <param name="Say">Takes a line for standard output.</param>
/// <param name="Complain">Takes a line for standard error.</param>
/// <param name="Stop">Cancelled when the program is asked to end.</param>
internal sealed record MemorySite(MemoryHost Host, Action<string> Say, Action<string> Complain, CancellationToken Stop)
{
    /// <summary>The exit code of a program that was asked to end before its limit was reached, as of the verbs.</summary>
    public const int Interrupted = 130;

    /// <summary>Nanoseconds of the lab's time.</summary>
    public long Now => Host.Loop.Now;

    /// <summary>Waits until a time in nanoseconds. False when the program was asked to end.</summary>
    public async Task<bool> UntilAsync(long due)
    {
        if (due <= Now) { return !Stop.IsCancellationRequested; }
        try
        {
            // Upwards to the next whole 100 ns, which is as fine as a timer can be set.
            await Host.Loop.DelayAsync(TimeSpan.FromTicks((due - Now + 99) / 100), Stop).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException) when (Stop.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>The exit code of a program with a limit.</summary>
    public int End(int code) => Stop.IsCancellationRequested ? Interrupted : code;
}
