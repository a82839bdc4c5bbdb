using Weir.Cli.Output;
using Weir.Processing;

namespace Weir.Cli.Captures;

/// <summary>Shows on a terminal how far a run of the path is: the path's threads only count, a timer looks.</summary>
internal sealed class PathProgressLine : IDisposable
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(200);
    private readonly ProgressLine _line;
    private readonly ITimer? _timer;

    /// <summary>
    /// Makes the line; it is silent where standard error is no terminal, and where standard output is one while the command <paramref name="prints"/> as it reads: the two would write into one another.
    /// </summary>
    public PathProgressLine(CommandContext context, bool prints = false)
    {
        _line = context.Progress("reading");
        if (context.ErrorIsTerminal && !(prints && context.OutIsTerminal))
        {
            _timer = context.Time.CreateTimer(_ => _line.Report(Progress.Bytes, Progress.TotalBytes, Progress.Packets, "packets"), null, First, Every);
        }
    }

    /// <summary>What the path counts into.</summary>
    public PathProgress Progress { get; } = new();

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer?.Dispose();
        _line.Dispose();
    }
}
