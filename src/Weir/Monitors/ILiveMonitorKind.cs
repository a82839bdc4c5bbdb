using Weir.Declaration;

namespace Weir.Monitors;

/// <summary>A kind of monitor that can be begun.</summary>
public interface ILiveMonitorKind : IMonitorKind
{
    /// <summary>Begins a monitor that has seen nothing yet.</summary>
    /// <exception cref="WeirException">A file that the settings name cannot be read.</exception>
    IMonitor Begin(Settings settings, MonitorPlace place);
}
