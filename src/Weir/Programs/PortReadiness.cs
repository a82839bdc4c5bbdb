namespace Weir.Programs;

/// <summary>The program is ready when something in its node listens at a port. The port is looked up in the kernel's tables: no connection is made that the program would see.</summary>
public sealed class PortReadiness(int port, bool udp) : IReadiness
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromMilliseconds(100);

    /// <inheritdoc/>
    public string Description => $"{(udp ? "UDP" : "TCP")} port {port}";

    /// <inheritdoc/>
    public async Task WaitAsync(IProgramHost host, ProgramLog log, TimeProvider time, CancellationToken cancellation)
    {
        for (TimeSpan pause = s_pause; !await host.ListensAsync(port, udp, cancellation).ConfigureAwait(false); pause = pause * 2 > s_longestPause ? s_longestPause : pause * 2)
        {
            await ClockPause.ForAsync(pause, time, cancellation).ConfigureAwait(false);
        }
    }
}
