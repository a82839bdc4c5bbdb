using Weir.Consensus;
using Weir.Processing;
using Weir.Wire.Frames;

namespace Weir.Monitors.Kinds;

/// <summary>
/// The monitors of all ports of a place whose frames are seen once: what passes between two ports is counted at both, as it would be if each port saw all of it. Used by one thread at a time.
/// </summary>
internal sealed class JoinedConsensus(CapturePoint place, JoinedPoints joined, Func<CapturePoint, ConsensusMonitor> monitorFor) : IMessageSink
{
    private readonly Dictionary<CapturePoint, ConsensusMonitor> _monitors = new(ReferenceEqualityComparer.Instance);
    private Conversation? _lastConversation;
    private Ends _lastEnds;

    /// <summary>The ports with their monitors.</summary>
    public IEnumerable<KeyValuePair<CapturePoint, ConsensusMonitor>> Ports
    {
        get
        {
            foreach (CapturePoint port in joined.PortsOf(place)) { yield return new(port, MonitorAt(port)); }
        }
    }

    /// <summary>True when the frames of a conversation are counted at a port.</summary>
    public bool Passes(Conversation conversation, CapturePoint port) =>
        ReferenceEquals(joined.PortOf(place, conversation.Client.Address), port) || ReferenceEquals(joined.PortOf(place, conversation.Server.Address), port);

    /// <inheritdoc/>
    public void Accept(Message message)
    {
        ArgumentNullException.ThrowIfNull(message);
        Ends ends = EndsOf(message.Conversation);
        ends.Client?.Accept(message);
        ends.Server?.Accept(message);
    }

    /// <inheritdoc/>
    public void Accept(in Doubt doubt)
    {
        Ends ends = EndsOf(doubt.Conversation);
        ends.Client?.Accept(in doubt);
        ends.Server?.Accept(in doubt);
    }

    private Ends EndsOf(Conversation conversation)
    {
        if (ReferenceEquals(_lastConversation, conversation)) { return _lastEnds; }
        var ends = new Ends(MonitorAt(conversation.Client.Address), MonitorAt(conversation.Server.Address));
        // Two nodes behind one port: what passes between them is counted there once.
        if (ReferenceEquals(ends.Client, ends.Server)) { ends = ends with { Server = null }; }
        // An end of which nothing came yet may come to be known.
        if (ends is not ({ Client: null } or { Server: null })) { (_lastConversation, _lastEnds) = (conversation, ends); }
        return ends;
    }

    private ConsensusMonitor? MonitorAt(IpAddress address) => joined.PortOf(place, address) is { } port ? MonitorAt(port) : null;

    private ConsensusMonitor MonitorAt(CapturePoint port)
    {
        if (!_monitors.TryGetValue(port, out ConsensusMonitor? monitor)) { _monitors.Add(port, monitor = monitorFor(port)); }
        return monitor;
    }

    private readonly record struct Ends(ConsensusMonitor? Client, ConsensusMonitor? Server);
}
