using Weir.Switching;
using Weir.Wire.Frames;
using Weir.Wire.OpenFlow;

namespace Weir.Tests.Wire.OpenFlow;

/// <summary>At least one message of every kind, in each version that has it.</summary>
internal static class OpenFlowSamples
{
    public static readonly byte[] Ping = new FrameBuilder().Ethernet([2, 0, 0, 0, 0, 2], [2, 0, 0, 0, 0, 1])
        .IPv4(IpAddress.FromIPv4(0x0a000001), IpAddress.FromIPv4(0x0a000002)).Udp(40000, 4000).Payload("hello"u8).ToArray();

    private static readonly MacAddress Mac = new(0x0200000000a1);

    private static readonly PortDescription Port = new()
    {
        Number = 4, Address = Mac, Name = "s1-eth4", Config = 0, State = PortDescription.StateLinkDown, Current = 0x40, Advertised = 0x41, Supported = 0x42, Peer = 0x43,
    };

    /// <summary>The match that POX's learning switch installs: all twelve fields.</summary>
    public static FlowMatch Exact { get; } = Match(
        (OxmField.InPort, 4), (OxmField.EthernetDestination, 0x020000000002), (OxmField.EthernetSource, 0x020000000001), (OxmField.EtherType, 0x0800), (OxmField.VlanId, 0), (OxmField.VlanPriority, 0),
        (OxmField.IpDscp, 4), (OxmField.IpProtocol, 6), (OxmField.IPv4Source, 0x0a000001), (OxmField.IPv4Destination, 0x0a000002), (OxmField.TcpSource, 40000), (OxmField.TcpDestination, 80));

    /// <summary>The same for a version: 1.3 has no priority of a tag where there is no tag.</summary>
    public static FlowMatch ExactOf(OpenFlowVersion version) => version == OpenFlowVersion.OpenFlow10 ? Exact : new FlowMatch([.. Exact.Fields.Where(field => field.Field != OxmField.VlanPriority)]);

    public static FlowMatch Network { get; } = new([
        new MatchField(OxmField.EtherType, 0x0800), new MatchField(OxmField.IPv4Source, 0x0a010000, 0xffff0000), new MatchField(OxmField.IPv4Destination, 0xc0a80000, 0xfffffff0)]);

    public static FlowMatch Arp { get; } = Match((OxmField.EtherType, 0x0806), (OxmField.ArpOperation, 1), (OxmField.ArpSourceIPv4, 0x0a000001), (OxmField.ArpTargetIPv4, 0x0a000002));

    public static FlowMatch IPv6 { get; } = new([
        new MatchField(OxmField.EthernetDestination, 0x010000000000, 0x010000000000), new MatchField(OxmField.EtherType, 0x86dd), new MatchField(OxmField.IpProtocol, 58),
        new MatchField(OxmField.IPv6Source, UInt128.Parse("42540766411282592856903984951653826561"), UInt128.MaxValue << 64), new MatchField(OxmField.IcmpV6Type, 135), new MatchField(OxmField.IcmpV6Code, 0),
        new MatchField(OxmField.NeighbourTarget, 1)]);

    public static IEnumerable<(string Name, OpenFlowVersion Version, OpenFlowMessage Message)> All()
    {
        foreach (OpenFlowVersion version in (OpenFlowVersion[])[OpenFlowVersion.OpenFlow10, OpenFlowVersion.OpenFlow13])
        {
            foreach ((string name, OpenFlowMessage message) in Both(version)) { yield return (name, version, message); }
        }

        foreach ((string name, OpenFlowMessage message) in Only10()) { yield return (name, OpenFlowVersion.OpenFlow10, message); }
        foreach ((string name, OpenFlowMessage message) in Only13()) { yield return (name, OpenFlowVersion.OpenFlow13, message); }
    }

    public static FlowMatch Match(params (OxmField Field, UInt128 Value)[] fields) => new([.. fields.Select(one => new MatchField(one.Field, one.Value))]);

    private static IEnumerable<(string Name, OpenFlowMessage Message)> Both(OpenFlowVersion version)
    {
        FlowMatch exact = ExactOf(version);
        FlowAction[] actions =
        [
            // 1.0 adds a tag where a field of it is set; 1.3 does so by an action of its own.
            .. version == OpenFlowVersion.OpenFlow10 ? Array.Empty<FlowAction>() : [new TagAction(TagActionKind.PushVlan, 0x8100)],
            new SetFieldAction(new MatchField(OxmField.VlanId, 0x1007)), new SetFieldAction(new MatchField(OxmField.VlanPriority, 5)), new SetFieldAction(new MatchField(OxmField.EthernetSource, Mac.Value)),
            new SetFieldAction(new MatchField(OxmField.EthernetDestination, Mac.Value)), new SetFieldAction(new MatchField(OxmField.IPv4Source, 0x0a000009)),
            new SetFieldAction(new MatchField(OxmField.IPv4Destination, 0x0a000008)), new SetFieldAction(new MatchField(OxmField.IpDscp, 46)), new TagAction(TagActionKind.PopVlan),
            new OutputAction(1), new OutputAction(OpenFlowPorts.Flood), new OutputAction(OpenFlowPorts.Controller, 128),
        ];
        yield return ("echo request", new EchoMessage(false, "ping"u8.ToArray()) { TransactionId = 1 });
        yield return ("echo reply", new EchoMessage(true, "ping"u8.ToArray()) { TransactionId = 1 });
        yield return ("error", new ErrorMessage(1, 6, new SimpleMessage(OpenFlowType.BarrierRequest) { TransactionId = 2 }.Encode(version)) { TransactionId = 2 });
        foreach (OpenFlowType type in (OpenFlowType[])[OpenFlowType.FeaturesRequest, OpenFlowType.GetConfigRequest, OpenFlowType.BarrierRequest, OpenFlowType.BarrierReply])
        {
            yield return (type.ToString(), new SimpleMessage(type) { TransactionId = 3 });
        }

        yield return ("set config", new SwitchConfig(OpenFlowType.SetConfig, 0, 128));
        yield return ("get config", new SwitchConfig(OpenFlowType.GetConfigReply, 0, 0xffff));
        yield return ("packet in", new PacketIn { BufferId = 256, TotalLength = (ushort)Ping.Length, Reason = PacketIn.NoMatch, Match = Match((OxmField.InPort, 4)), Data = Ping });
        yield return ("packet out", new PacketOut { InPort = 4, Actions = [new OutputAction(OpenFlowPorts.Flood)], Data = Ping });
        yield return ("packet out of a buffer", new PacketOut { BufferId = 256, InPort = OpenFlowPorts.Any, Actions = actions });
        yield return ("packet out that drops", new PacketOut { BufferId = 256, InPort = 4 });
        yield return ("flow removed", new FlowRemoved { Match = exact, Cookie = 7, Priority = 9, Reason = 1, Seconds = 30, Nanoseconds = 5_000_000, IdleTimeout = 10, Packets = 150, Bytes = 14_700 });
        yield return ("port status", new PortStatus(PortStatus.Added, Port));
        yield return ("port mod", new PortMod(4, Mac, PortDescription.ConfigDown, PortDescription.ConfigDown, 0));
        yield return ("exact flow", new FlowMod { Command = FlowModCommand.Add, Match = exact, IdleTimeout = 10, HardTimeout = 30, BufferId = 256, Cookie = 1, Instructions = FlowInstruction.Apply([new OutputAction(1)]) });
        yield return ("network flow", new FlowMod { Command = FlowModCommand.ModifyStrict, Match = Network, Priority = 7, Flags = FlowMod.SendFlowRemoved, Instructions = FlowInstruction.Apply(actions) });
        yield return ("arp flow", new FlowMod { Command = FlowModCommand.Add, Match = Arp, Instructions = FlowInstruction.Apply([new OutputAction(OpenFlowPorts.Normal)]) });
        yield return ("udp flow", new FlowMod { Command = FlowModCommand.Add, Match = Match((OxmField.EtherType, 0x0800), (OxmField.IpProtocol, 17), (OxmField.UdpSource, 53), (OxmField.UdpDestination, 5353)), Instructions = FlowInstruction.Apply([new OutputAction(1)]) });
        yield return ("icmp flow", new FlowMod { Command = FlowModCommand.Add, Match = Match((OxmField.EtherType, 0x0800), (OxmField.IpProtocol, 1), (OxmField.IcmpType, 8), (OxmField.IcmpCode, 0)), Instructions = FlowInstruction.Apply([new OutputAction(1)]) });
        yield return ("tagged flow", new FlowMod { Command = FlowModCommand.Add, Match = Match((OxmField.VlanId, 0x1005), (OxmField.VlanPriority, 3)), Instructions = FlowInstruction.Apply([new OutputAction(1)]) });
        yield return ("delete all", new FlowMod { Command = FlowModCommand.Delete, OutPort = 3 });
        yield return ("nicira", new FlowMod { Command = FlowModCommand.Add, Instructions = FlowInstruction.Apply([new ExperimenterAction(ExperimenterMessage.Nicira, new byte[] { 0, 1, 0xff, 0xf8, 0, 0, 0, 0 })]) });
        yield return ("description request", new MultipartRequest(MultipartKind.Description));
        yield return ("flow request", new MultipartRequest(MultipartKind.Flow, new FlowQuery { Match = Network, OutPort = 1 }));
        yield return ("aggregate request", new MultipartRequest(MultipartKind.Aggregate, new FlowQuery()));
        yield return ("table request", new MultipartRequest(MultipartKind.Table));
        yield return ("port request", new MultipartRequest(MultipartKind.Port, new NumberQuery(OpenFlowPorts.Any)));
        yield return ("queue request", new MultipartRequest(MultipartKind.Queue, new NumberQuery(1, 0xffffffff)));
        yield return ("description", new MultipartReply(MultipartKind.Description, [new SwitchDescription("Nicira, Inc.", "Open vSwitch", "3.1.0", "None", "s1")]));
        yield return ("flows", new MultipartReply(MultipartKind.Flow, [Flow(exact, [new OutputAction(1)]), Flow(Network, []), Flow(FlowMatch.All, [new OutputAction(OpenFlowPorts.Normal)])]));
        yield return ("no flows", new MultipartReply(MultipartKind.Flow, [], 1));
        yield return ("aggregate", new MultipartReply(MultipartKind.Aggregate, [new AggregateEntry(3, 294, 2)]));
        yield return ("ports", new MultipartReply(MultipartKind.Port, [
            new PortEntry { Port = 1, ReceivedPackets = 5, SentPackets = 6, ReceivedBytes = 7, SentBytes = 8, Collisions = ulong.MaxValue }, new PortEntry { Port = OpenFlowPorts.Local }]));
        yield return ("queues", new MultipartReply(MultipartKind.Queue, [new QueueEntry { Port = 1, Queue = 2, SentBytes = 3, SentPackets = 4, SentErrors = 5 }]));
    }

    private static IEnumerable<(string Name, OpenFlowMessage Message)> Only10()
    {
        yield return ("hello", new HelloMessage(1, 0) { TransactionId = 9 });
        yield return ("vendor", new ExperimenterMessage(ExperimenterMessage.Nicira, new byte[] { 0, 0, 0, 10, 0, 0, 0, 2 }));
        yield return ("features", new FeaturesReply { DatapathId = 1, Buffers = 256, Tables = 254, Capabilities = 0xc7, Actions = 0xfff, Ports = [Port, Port with { Number = OpenFlowPorts.Local, Name = "s1" }] });
        yield return ("enqueue", new FlowMod { Command = FlowModCommand.Add, Instructions = FlowInstruction.Apply([new EnqueueAction(1, 7), new SetFieldAction(new MatchField(OxmField.TransportSource, 80))]) });
        yield return ("ports without a protocol", new FlowMod { Command = FlowModCommand.Add, Match = Match((OxmField.TransportSource, 5), (OxmField.TransportDestination, 6)), Instructions = FlowInstruction.Apply([new OutputAction(1)]) });
        yield return ("tables", new MultipartReply(MultipartKind.Table, [new TableEntry { Table = 0, Name = "classifier", Wildcards = 0x3fffff, MaxEntries = 1_000_000, ActiveEntries = 2, Lookups = 10, Matches = 9 }]));
    }

    private static IEnumerable<(string Name, OpenFlowMessage Message)> Only13()
    {
        yield return ("hello with versions", new HelloMessage(4, 0x12) { TransactionId = 9 });
        yield return ("features", new FeaturesReply { DatapathId = 0x00020000000000ff, Buffers = 0, Tables = 254, AuxiliaryId = 1, Capabilities = 0x4f });
        yield return ("table mod", new TableMod(FlowMod.AllTables, 0));
        yield return ("role", new RoleMessage(false, 2, 5));
        yield return ("role reply", new RoleMessage(true, 2, 5));
        yield return ("experimenter", new ExperimenterMessage(ExperimenterMessage.Nicira, new byte[] { 0, 0, 0, 10, 0, 0, 0, 2 }));
        yield return ("async request", new SimpleMessage(OpenFlowType.GetAsyncRequest));
        yield return ("ipv6 flow", new FlowMod
        {
            Command = FlowModCommand.Add, Match = IPv6, Table = 1, Cookie = 3, CookieMask = 0xff,
            Instructions =
            [
                new MeterInstruction(1), new ActionsInstruction(ActionsInstructionKind.Clear, []), new ActionsInstruction(ActionsInstructionKind.Write, [new TagAction(TagActionKind.Group, 1)]),
                new ActionsInstruction(ActionsInstructionKind.Apply, [
                    new SetFieldAction(new MatchField(OxmField.IPv6Destination, 5)), new TagAction(TagActionKind.PushVlan, 0x8100), new TagAction(TagActionKind.SetQueue, 7), new TagAction(TagActionKind.DecrementIpTtl), new TagAction(TagActionKind.SetIpTtl, 9),
                    new TagAction(TagActionKind.PushMpls, 0x8847), new TagAction(TagActionKind.SetMplsTtl, 4), new TagAction(TagActionKind.PopMpls, 0x86dd)]),
                new WriteMetadataInstruction(5, 0xff), new GotoTableInstruction(2),
            ],
        });
        yield return ("many fields", new FlowMod
        {
            Command = FlowModCommand.Add,
            Match = new FlowMatch([
                new MatchField(OxmField.InPort, 1), new MatchField(OxmField.Metadata, 5, 0xff), new MatchField(OxmField.EtherType, 0x8847), new MatchField(OxmField.VlanId, 0x1000, 0x1000), new MatchField(OxmField.MplsLabel, 77),
                new MatchField(OxmField.MplsTrafficClass, 3), new MatchField(OxmField.MplsBottom, 1), new MatchField(OxmField.TunnelId, 9, 0xf)]),
        });
        yield return ("group", new GroupMod(0, 1, 7, [new GroupBucket(5, OpenFlowPorts.Any, OpenFlowPorts.Any, [new OutputAction(1)]), new GroupBucket(6, OpenFlowPorts.Any, OpenFlowPorts.Any, [new OutputAction(2)])]));
        yield return ("meter", new MeterMod(0, 1, 3, [new MeterBand(1, 1000, 100, new byte[4]), new MeterBand(2, 2000, 100, new byte[] { 1, 0, 0, 0 })]));
        yield return ("tables", new MultipartReply(MultipartKind.Table, [new TableEntry { Table = 0, ActiveEntries = 2, Lookups = 10, Matches = 9 }]));
        yield return ("group request", new MultipartRequest(MultipartKind.Group, new NumberQuery(7, null, IsPort: false)));
        yield return ("groups", new MultipartReply(MultipartKind.Group, [new GroupEntry(7, 1, new TrafficCount(5, 500), 3, 4, [new TrafficCount(2, 200), new TrafficCount(3, 300)])]));
        yield return ("group descriptions", new MultipartReply(MultipartKind.GroupDescription, [new GroupDescriptionEntry(0, 7, [new GroupBucket(0, OpenFlowPorts.Any, OpenFlowPorts.Any, [new OutputAction(1)])])]));
        yield return ("group features", new MultipartReply(MultipartKind.GroupFeatures, [new GroupFeaturesEntry(15, 1, [1, 2, 3, 4], [5, 6, 7, 8])]));
        yield return ("meter request", new MultipartRequest(MultipartKind.Meter, new NumberQuery(3, null, IsPort: false)));
        yield return ("meters", new MultipartReply(MultipartKind.Meter, [new MeterEntry(3, 2, new TrafficCount(5, 500), 3, 4, [new TrafficCount(1, 100)])]));
        yield return ("meter configurations", new MultipartReply(MultipartKind.MeterConfig, [new MeterConfigEntry(1, 3, [new MeterBand(1, 1000, 100, new byte[4])])]));
        yield return ("meter features", new MultipartReply(MultipartKind.MeterFeatures, [new MeterFeaturesEntry(100, 2, 15, 8, 0)]));
        yield return ("table features", new MultipartReply(MultipartKind.TableFeatures, [
            new TableFeaturesEntry
            {
                Table = 1, Name = "table1", MetadataMatch = 0xff, MetadataWrite = 0xf0, Config = 3, MaxEntries = 1000,
                Properties =
                [
                    new TableProperty(TablePropertyKind.Instructions, [1, 4, 6]), new TableProperty(TablePropertyKind.NextTables, [2, 3, 4]), new TableProperty(TablePropertyKind.WriteActions, [0]), new TableProperty(TablePropertyKind.WriteActionsMiss, []),
                    new TableProperty(TablePropertyKind.ApplyActions, [0, 17, 25]), TableProperty.OfFields(TablePropertyKind.Match, [OxmField.InPort, OxmField.EthernetSource], masks: true),
                    TableProperty.OfFields(TablePropertyKind.Wildcards, [OxmField.InPort]), TableProperty.OfFields(TablePropertyKind.WriteSetField, []), TableProperty.OfFields(TablePropertyKind.ApplySetField, [OxmField.VlanId]),
                    new TableProperty((TablePropertyKind)0xfffe, [], new byte[] { 0, 0, 0x23, 0x20, 0, 0, 0, 1, 9 }),
                ],
            }]));
        yield return ("port descriptions", new MultipartReply(MultipartKind.PortDescription, [new PortDescriptionEntry(Port with { CurrentSpeed = 10_000_000, MaxSpeed = 10_000_000 })]));
        yield return ("port description request", new MultipartRequest(MultipartKind.PortDescription));
        yield return ("group description request", new MultipartRequest(MultipartKind.GroupDescription));
        yield return ("group feature request", new MultipartRequest(MultipartKind.GroupFeatures));
        yield return ("meter configuration request", new MultipartRequest(MultipartKind.MeterConfig, new NumberQuery(3, null, IsPort: false)));
        yield return ("meter feature request", new MultipartRequest(MultipartKind.MeterFeatures));
        yield return ("table feature request", new MultipartRequest(MultipartKind.TableFeatures));
        yield return ("features of the first table", new MultipartReply(MultipartKind.TableFeatures, [TableFeatures.Of(0)]));
        yield return ("features of the last table", new MultipartReply(MultipartKind.TableFeatures, [TableFeatures.Of((byte)(Pipeline.TableCount - 1))]));
        yield return ("group delete", new GroupMod(2, 0, 7, []));
        yield return ("meter delete", new MeterMod(2, 0, 3, []));
    }

    private static FlowEntry Flow(FlowMatch match, FlowAction[] actions) => new()
    {
        Match = match, Priority = 0x8000, Seconds = 12, Nanoseconds = 345_000_000, IdleTimeout = 10, HardTimeout = 30, Cookie = 0x2b, Packets = 9, Bytes = 882, Instructions = FlowInstruction.Apply(actions),
    };
}
