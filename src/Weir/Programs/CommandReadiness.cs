namespace Weir.Programs;

/// <summary>The program is ready when a command, run in its node again and again, ends with 0.</summary>
public sealed class CommandReadiness(ProcessOrder order) : IReadiness
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);

    /// <inheritdoc/>
    public string Description => $"the command '{string.Join(' ', order.Command)}' to succeed";

    /// <inheritdoc/>
    public async Task WaitAsync(IProgramHost host, ProgramLog log, TimeProvider time, CancellationToken cancellation)
    {
        while (true)
        {
            INodeProcess process = await host.StartAsync(order, cancellation).ConfigureAwait(false);
            await using (process.ConfigureAwait(false))
            {
                Task drained = Task.WhenAll(process.Output.CopyToAsync(Stream.Null, cancellation), process.Error.CopyToAsync(Stream.Null, cancellation));
                int code = await process.Ended.WaitAsync(cancellation).ConfigureAwait(false);
                await drained.ConfigureAwait(false);
                if (code == 0) { return; }
            }

            await ClockPause.ForAsync(s_pause, time, cancellation).ConfigureAwait(false);
        }
    }
}
