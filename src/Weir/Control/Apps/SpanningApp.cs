using Weir.Wire.Frames;
using Weir.Wire.OpenFlow;

namespace Weir.Control.Apps;

/// <summary>
/// Learns and forwards along a tree. LLDP probes go out of every port once a second; one that arrives at another switch is a link. Links beyond the tree carry nothing. A port carries packets only after it
/// has been up for some probes without finding a switch, or lies in the tree: so nothing circles while the network is still being found.
/// </summary>
internal sealed class SpanningApp(ControllerAppSettings settings) : ControllerApp
{
    private readonly Dictionary<SwitchPort, long> _ports = [];
    private readonly Dictionary<(SwitchPort One, SwitchPort Other), long> _links = [];
    private readonly Dictionary<ulong, MacTable> _tables = [];
    private HashSet<SwitchPort> _tree = [];
    private HashSet<SwitchPort> _between = [];
    private long _probed;

    private TimeSpan SettleTime => 2.5 * settings.ProbeEvery;

    private TimeSpan LinkLife => 3.5 * settings.ProbeEvery;

    // Probes are sent, and links given up, by ticks.
    internal override TimeSpan TickEvery => settings.ProbeEvery < base.TickEvery ? settings.ProbeEvery : base.TickEvery;

    public override IEnumerable<SwitchLink> Links => _links.Keys.Select(link => new SwitchLink(link.One, link.Other, _tree.Contains(link.One)));

    // An address behind another switch is seen here at the port that leads there.
    public override IEnumerable<LearnedHost> Hosts =>
        _tables.SelectMany(table => table.Value.Entries.Select(one => new LearnedHost(one.Address, new SwitchPort(table.Key, one.Port)))).Where(host => !_between.Contains(host.At));

    public override void Connected(ControlledSwitch one)
    {
        _tables[one.DatapathId] = new MacTable(settings.MacCapacity, settings.MacAge, Time);
        MissFlow.Install(one);
        foreach (PortDescription port in one.Ports.Values) { Up(one, port); }
    }

    public override void Disconnected(ControlledSwitch one)
    {
        _tables.Remove(one.DatapathId);
        foreach (SwitchPort port in _ports.Keys.Where(port => port.Datapath == one.DatapathId).ToArray()) { _ports.Remove(port); }
        Drop(link => link.One.Datapath == one.DatapathId || link.Other.Datapath == one.DatapathId);
    }

    public override void PortChanged(ControlledSwitch one, PortStatus status)
    {
        SwitchPort port = new(one.DatapathId, status.Port.Number);
        if (status.Reason != PortStatus.Deleted && IsUp(status.Port))
        {
            if (!_ports.ContainsKey(port)) { Up(one, status.Port); }
            return;
        }

        _ports.Remove(port);
        Drop(link => link.One == port || link.Other == port);
    }

    public override void PacketArrived(ControlledSwitch one, PacketIn packet)
    {
        SwitchPort arrival = new(one.DatapathId, packet.InPort);
        if (LinkProbe.TryRead(packet.Data.Span, out ulong datapath, out uint from))
        {
            Found(new SwitchPort(datapath, from), arrival);
            one.Answer(packet);
            return;
        }

        if (!Carries(arrival) || !_tables.TryGetValue(one.DatapathId, out MacTable? table) || ExactMatch.Of(packet.Data.Span, packet.InPort, one.Version) is not { } match)
        {
            one.Answer(packet);
            return;
        }

        MacAddress destination = new((ulong)match.Find(OxmField.EthernetDestination)!.Value);
        table.Learn(new MacAddress((ulong)match.Find(OxmField.EthernetSource)!.Value), packet.InPort);
        bool isGroup = (destination.Value & 0x0100_0000_0000) != 0;
        if (!isGroup && table.Find(destination) is { } port && Carries(new SwitchPort(one.DatapathId, port)))
        {
            // Back where it came from: another port of that side has it already.
            if (port == packet.InPort) { one.Answer(packet); }
            else { one.Install(Flow(one, match, port), packet); }
            return;
        }

        one.Answer(packet, [.. one.Ports.Keys.Where(number => number != packet.InPort && number < OpenFlowPorts.Max && Carries(new SwitchPort(one.DatapathId, number))).Order().Select(number => new OutputAction(number))]);
    }

    public override void Tick()
    {
        foreach (MacTable table in _tables.Values) { table.Sweep(); }
        Drop(link => Time.GetElapsedTime(_links[link]) > LinkLife);
        if (Time.GetElapsedTime(_probed) < settings.ProbeEvery * 0.9) { return; }
        _probed = Time.GetTimestamp();
        foreach (ControlledSwitch one in Switches)
        {
            foreach (PortDescription port in one.Ports.Values.Where(IsUp)) { Probe(one, port); }
        }
    }

    private static bool IsUp(PortDescription port) => port.Number < OpenFlowPorts.Max && (port.State & PortDescription.StateLinkDown) == 0 && (port.Config & PortDescription.ConfigDown) == 0;

    private static void Probe(ControlledSwitch one, PortDescription port) =>
        one.Send(new PacketOut { Actions = [new OutputAction(port.Number)], Data = LinkProbe.Frame(one.DatapathId, port.Number, port.Address) });

    private FlowMod Flow(ControlledSwitch one, FlowMatch match, uint port) => new()
    {
        Command = FlowModCommand.Add, Match = match, IdleTimeout = settings.IdleTimeout, HardTimeout = settings.HardTimeout, Instructions = FlowInstruction.Apply([new OutputAction(port)]),
        Priority = one.Version == OpenFlowVersion.OpenFlow10 ? FlowMod.DefaultPriority : ushort.MaxValue,
    };

    private bool Carries(SwitchPort port) => _ports.TryGetValue(port, out long since) && (_between.Contains(port) ? _tree.Contains(port) : Time.GetElapsedTime(since) >= SettleTime);

    private void Up(ControlledSwitch one, PortDescription port)
    {
        if (!IsUp(port)) { return; }
        _ports[new SwitchPort(one.DatapathId, port.Number)] = Time.GetTimestamp();
        Probe(one, port);
    }

    private void Found(SwitchPort from, SwitchPort to)
    {
        if (from == to || !_ports.ContainsKey(from) || !_ports.ContainsKey(to)) { return; }
        (SwitchPort One, SwitchPort Other) link = from.CompareTo(to) < 0 ? (from, to) : (to, from);
        bool isNew = !_links.ContainsKey(link);
        _links[link] = Time.GetTimestamp();
        if (!isNew) { return; }
        Say($"link {link.One} - {link.Other} found");
        Rebuild();
    }

    private void Drop(Func<(SwitchPort One, SwitchPort Other), bool> isGone)
    {
        (SwitchPort One, SwitchPort Other)[] gone = [.. _links.Keys.Where(isGone)];
        if (gone.Length == 0) { return; }
        foreach ((SwitchPort One, SwitchPort Other) link in gone)
        {
            _links.Remove(link);
            // The ports are looked at anew before they carry: another switch may be behind them.
            foreach (SwitchPort port in (SwitchPort[])[link.One, link.Other]) { if (_ports.ContainsKey(port)) { _ports[port] = Time.GetTimestamp(); } }
            Say($"link {link.One} - {link.Other} gone");
        }

        Rebuild();
    }

    /// <summary>Other links: what was learned may lead astray, so that every switch begins anew.</summary>
    private void Rebuild()
    {
        HashSet<SwitchPort> before = _tree;
        _between = [.. _links.Keys.SelectMany(link => (SwitchPort[])[link.One, link.Other])];
        _tree = SpanningTree.Of(_links.Keys);
        Say($"the tree has {_tree.Count / 2} of {_links.Count} links");
        if (_tree.SetEquals(before)) { return; }
        foreach (ControlledSwitch one in Switches)
        {
            if (!_tables.TryGetValue(one.DatapathId, out MacTable? table)) { continue; }
            table.Clear();
            one.Send(new FlowMod { Command = FlowModCommand.Delete, Table = one.Version == OpenFlowVersion.OpenFlow13 ? FlowMod.AllTables : (byte)0 });
            MissFlow.Install(one);
        }
    }
}
