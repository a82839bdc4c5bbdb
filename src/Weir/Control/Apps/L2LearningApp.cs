using Weir.Wire.Frames;
using Weir.Wire.OpenFlow;

namespace Weir.Control.Apps;

/// <summary>
/// POX's forwarding.l2_learning, decision by decision: learn the source; drop LLDP and bridge-filtered destinations unless transparent; flood groups and unknown destinations; drop for ten seconds what
/// would go back where it came from; else install an exact flow, 10 s idle and 30 s in all unless told otherwise. Unlike POX's its tables age and have a limit, which can be switched off.
/// </summary>
internal sealed class L2LearningApp(ControllerAppSettings settings) : ControllerApp
{
    private const ushort DropTimeout = 10;

    private readonly Dictionary<ulong, MacTable> _tables = [];

    /// <summary>As POX: OpenFlow 1.0 alone, unless another version was asked for.</summary>
    public override uint Versions => settings.Versions ?? 1u << (int)OpenFlowVersion.OpenFlow10;

    public override IEnumerable<LearnedHost> Hosts => _tables.SelectMany(table => table.Value.Entries.Select(one => new LearnedHost(one.Address, new SwitchPort(table.Key, one.Port))));

    public override void Connected(ControlledSwitch one)
    {
        if (settings.Ignore.Contains(one.DatapathId)) { return; }
        _tables[one.DatapathId] = new MacTable(settings.MacCapacity, settings.MacAge, Time);
        MissFlow.Install(one);
    }

    public override void Disconnected(ControlledSwitch one) => _tables.Remove(one.DatapathId);

    public override void PacketArrived(ControlledSwitch one, PacketIn packet)
    {
        if (!_tables.TryGetValue(one.DatapathId, out MacTable? table)) { return; }
        if (ExactMatch.Of(packet.Data.Span, packet.InPort, one.Version) is not { } match)
        {
            one.Answer(packet);
            return;
        }

        MacAddress source = new((ulong)match.Find(OxmField.EthernetSource)!.Value);
        MacAddress destination = new((ulong)match.Find(OxmField.EthernetDestination)!.Value);
        table.Learn(source, packet.InPort);
        if (!settings.Transparent && (match.Find(OxmField.EtherType)!.Value == EtherTypes.Lldp || IsBridgeFiltered(destination)))
        {
            one.Answer(packet);
        }
        else if (IsGroup(destination) || table.Find(destination) is not { } port)
        {
            Flood(one, packet);
        }
        else if (port == packet.InPort)
        {
            Say($"switch {one.Name}: {source} and {destination} are both at port {port}; such packets are dropped for {DropTimeout} s");
            one.Install(Flow(one, match, DropTimeout, DropTimeout, []), packet);
        }
        else
        {
            one.Install(Flow(one, match, settings.IdleTimeout, settings.HardTimeout, [new OutputAction(port)]), packet);
        }
    }

    public override void Tick()
    {
        foreach (MacTable table in _tables.Values) { table.Sweep(); }
    }

    private void Flood(ControlledSwitch one, PacketIn packet)
    {
        // During the hold-down a packet-out without an action frees the buffer and drops the packet.
        if (Time.GetUtcNow() - one.ConnectedAt < settings.HoldDown) { one.Answer(packet); }
        else { one.Answer(packet, new OutputAction(OpenFlowPorts.Flood)); }
    }

    private static FlowMod Flow(ControlledSwitch one, FlowMatch match, ushort idle, ushort hard, FlowAction[] actions) => new()
    {
        Command = FlowModCommand.Add, Match = match, IdleTimeout = idle, HardTimeout = hard, Instructions = FlowInstruction.Apply(actions),
        // OpenFlow 1.0 gives a flow without wildcards the highest priority by itself; 1.3 must be told.
        Priority = one.Version == OpenFlowVersion.OpenFlow10 ? FlowMod.DefaultPriority : ushort.MaxValue,
    };

    private static bool IsGroup(MacAddress address) => (address.Value & 0x0100_0000_0000) != 0;

    /// <summary>01-80-c2-00-00-00 to -0f: bridges do not forward them (IEEE 802.1D 7.12.6).</summary>
    private static bool IsBridgeFiltered(MacAddress address) => (address.Value & ~0xfUL) == 0x0180_c200_0000;
}
