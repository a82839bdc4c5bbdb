namespace Weir.Programs;

/// <summary>The program is ready when a file exists.</summary>
public sealed class FileReadiness(string path) : IReadiness
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(20);

    /// <inheritdoc/>
    public string Description => $"the file {path}";

    /// <inheritdoc/>
    public async Task WaitAsync(IProgramHost host, ProgramLog log, TimeProvider time, CancellationToken cancellation)
    {
        while (!File.Exists(path)) { await ClockPause.ForAsync(s_pause, time, cancellation).ConfigureAwait(false); }
    }
}
