using Microsoft.Extensions.Hosting;

namespace Weir.Dashboard.Serving;

/// <summary>A server that leaves signals and the console to the command that it belongs to.</summary>
internal sealed class QuietLifetime : IHostLifetime
{
    /// <inheritdoc/>
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
