using System.Text.RegularExpressions;
using System.Threading.Channels;

namespace Weir.Programs;

/// <summary>The program is ready when a line of its output matches a pattern.</summary>
public sealed class LogReadiness(Regex pattern) : IReadiness
{
    /// <inheritdoc/>
    public string Description => $"a line that matches '{pattern}'";

    /// <inheritdoc/>
    public async Task WaitAsync(IProgramHost host, ProgramLog log, TimeProvider time, CancellationToken cancellation)
    {
        ChannelReader<ProgramLine> lines = log.Listen(fromBegin: true);
        try
        {
            await foreach (ProgramLine line in lines.ReadAllAsync(cancellation).ConfigureAwait(false))
            {
                if (pattern.IsMatch(line.Text)) { return; }
            }

            // The log closed without such a line: the run is ending.
            await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellation).ConfigureAwait(false);
        }
        finally
        {
            log.Unlisten(lines);
        }
    }
}
