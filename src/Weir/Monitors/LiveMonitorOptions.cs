using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Weir.Monitors;

/// <summary>How a live monitor works; the defaults are those of production.</summary>
public sealed record LiveMonitorOptions
{
    /// <summary>How old the tables may be: the time between two changes of them, unless a change takes so long that more than a tenth of the time would go into changes: then a row is up to 0.6 s old, or as old as changes take.</summary>
    public TimeSpan Refresh { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long a frame may wait in a ring that is not full.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>Takes what only somebody who looks for a fault wants to know.</summary>
    public ILogger Log { get; init; } = NullLogger.Instance;
}
