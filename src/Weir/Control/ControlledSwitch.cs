using System.Globalization;
using Weir.Wire.OpenFlow;

namespace Weir.Control;

/// <summary>A switch that is connected to the controller, as an app sees it.</summary>
public sealed class ControlledSwitch
{
    private readonly SwitchSession _session;

    internal ControlledSwitch(SwitchSession session, FeaturesReply features, IEnumerable<PortDescription> ports, OpenFlowVersion version, string remote, DateTimeOffset connectedAt)
    {
        _session = session;
        DatapathId = features.DatapathId;
        Version = version;
        Remote = remote;
        ConnectedAt = connectedAt;
        foreach (PortDescription port in ports) { PortTable[port.Number] = port; }
    }

    /// <summary>The switch's own number.</summary>
    public ulong DatapathId { get; }

    /// <summary>Its number as sixteen hexadecimal digits.</summary>
    public string Name => DatapathId.ToString("x16", CultureInfo.InvariantCulture);

    /// <summary>The version that is spoken.</summary>
    public OpenFlowVersion Version { get; }

    /// <summary>Where it connected from.</summary>
    public string Remote { get; }

    /// <summary>When it was ready.</summary>
    public DateTimeOffset ConnectedAt { get; }

    /// <summary>Its ports by number, its own interface (<see cref="OpenFlowPorts.Local"/>) included.</summary>
    public IReadOnlyDictionary<uint, PortDescription> Ports => PortTable;

    internal Dictionary<uint, PortDescription> PortTable { get; } = [];

    /// <summary>
    /// Sends a message; it never waits. Messages keep their order. When the switch takes them too slowly a bounded queue is full, and the message is dropped and counted.
    /// Throws <see cref="NotSupportedException"/> when the switch's version cannot say it.
    /// </summary>
    /// <returns>The transaction's number, which replies have; 0 when it was dropped.</returns>
    public uint Send(OpenFlowMessage message) => _session.Send(message);

    /// <summary>Sends a packet that came from the switch, through these actions; none drops it and frees its buffer.</summary>
    public void Answer(PacketIn packet, params FlowAction[] actions)
    {
        ArgumentNullException.ThrowIfNull(packet);
        bool isBuffered = packet.BufferId != PacketIn.NoBuffer;
        if (!isBuffered && actions.Length == 0) { return; }
        Send(new PacketOut { BufferId = packet.BufferId, InPort = packet.InPort, Actions = actions, Data = isBuffered ? default : packet.Data });
    }

    /// <summary>Installs a flow and lets the packet that came from the switch pass through it.</summary>
    public void Install(FlowMod flow, PacketIn packet)
    {
        ArgumentNullException.ThrowIfNull(flow);
        ArgumentNullException.ThrowIfNull(packet);
        Send(flow with { BufferId = packet.BufferId });
        if (packet.BufferId == PacketIn.NoBuffer) { Answer(packet, new OutputAction(OpenFlowPorts.Table)); }
    }
}
