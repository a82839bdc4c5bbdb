using System.Text.RegularExpressions;

namespace Weir.Programs;

/// <summary>The program is ready when a line of its output matches a pattern.</summary>
public sealed class LogReadiness(Regex pattern) : IReadiness
{
    /// <inheritdoc/>
    public string Description => $"a line that matches '{pattern}'";

    /// <inheritdoc/>
    public async Task WaitAsync(IProgramHost host, ProgramLog log, TimeProvider time, CancellationToken cancellation)
    {
        long seen = 0;
        while (true)
        {
            // Asked for before the lines are looked at, so that none comes in between unseen. A log that closes has no next line: then the run is ending.
            Task next = log.NextAsync();
            foreach (ProgramLine line in log.After(seen))
            {
                if (pattern.IsMatch(line.Text)) { return; }
                seen = line.Number;
            }

            await next.WaitAsync(cancellation).ConfigureAwait(false);
        }
    }
}
