namespace Weir.Programs;

/// <summary>The program is ready some time after it was started.</summary>
public sealed class DelayReadiness(TimeSpan delay) : IReadiness
{
    /// <inheritdoc/>
    public string Description => $"{delay.TotalSeconds:0.###} s to pass";

    /// <inheritdoc/>
    public Task WaitAsync(IProgramHost host, ProgramLog log, TimeProvider time, CancellationToken cancellation) => ClockPause.ForAsync(delay, time, cancellation);
}
