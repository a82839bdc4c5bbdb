using Weir.Declaration;
using Weir.Decoding;

namespace Weir.Monitors.Kinds;

/// <summary>Counts messages by their protocol and kind.</summary>
internal sealed class MessagesKind : ILiveMonitorKind
{
    /// <inheritdoc/>
    public KindForm Form { get; } = new("messages", "The decoded messages, counted by protocol, kind, sender and receiver",
    [
        new("protocols", new ListForm(new WordForm(ProtocolRegistry.Names)), "Which protocols are decoded; all when not said"),
        MonitorSecrets.Key,
    ]);

    /// <inheritdoc/>
    public IMonitor Begin(Settings settings, MonitorPlace place) => new MessagesMonitor(settings.Has("protocols") ? settings.Texts("protocols") : null, MonitorSecrets.Of(settings, place), place.Names());
}
