using Weir.Wire.OpenFlow;

namespace Weir.Switching;

/// <summary>
/// The tables and groups of a switch, and the way of a packet through them. It never touches the packet: it works on the packet's key, and says with which headers which copies leave. A plan that it gives is good until it is asked
/// for the next. Not safe for several threads.
/// </summary>
internal sealed class Pipeline(LearnedAddresses learned, MeterTable meters)
{
    /// <summary>How many tables there are.</summary>
    public const int TableCount = 16;

    private const int MostDepth = 8;

    private readonly Way _way = new();

    /// <summary>The tables.</summary>
    public IReadOnlyList<FlowTable> Tables { get; } = [.. Enumerable.Range(0, TableCount).Select(_ => new FlowTable())];

    /// <summary>The groups.</summary>
    public Dictionary<uint, SwitchGroup> Groups { get; } = [];

    /// <summary>The port that sees every packet which comes in at another, as it came; null without one.</summary>
    public SwitchPort? Mirror { get; set; }

    /// <summary>The meters.</summary>
    public MeterTable Meters { get; } = meters;

    /// <summary>The ports, in the order of their numbers.</summary>
    public SortedDictionary<uint, SwitchPort> Ports { get; } = new();

    /// <summary>Bytes behind the Ethernet header of the longest packet that every port takes.</summary>
    public int LeastMtu
    {
        get
        {
            int least = int.MaxValue;
            foreach (SwitchPort port in Ports.Values) { least = Math.Min(least, port.Mtu); }
            return Math.Min(least, ushort.MaxValue);
        }
    }

    /// <summary>What becomes of a packet. Without an entry it goes to the controller in OpenFlow 1.0 and is dropped in 1.3.</summary>
    public PacketPlan Run(in FlowKey key, OpenFlowVersion version)
    {
        _way.Begin(in key, version);
        _way.Plan.Mirror = MirrorFor(key.InPort);
        return Run(_way);
    }

    private PacketPlan Run(Way way)
    {
        List<FlowAction> set = way.Set;
        for (byte table = 0; ;)
        {
            FlowTable here = Tables[table];
            here.Lookups++;
            FlowRule? rule = here.Find(in way.Headers);
            if (rule is null)
            {
                // OpenFlow 1.0, 3.4; OpenFlow 1.3, 5.4.
                if (way.Version == OpenFlowVersion.OpenFlow10) { way.Plan.Copies.Add(ToController(way, 0) with { Table = table, MaxLength = 0 }); }
                way.Plan.IsCacheable = false;
                break;
            }

            here.Matched++;
            way.Plan.Rules.Add(rule);
            way.Rule = rule;
            byte? next = Follow(rule, way, set);
            if (next is null) { break; }
            table = next.Value;
        }

        if (set.Count == 0) { return way.Plan; }
        foreach (FlowAction action in set.OrderBy(Order)) { Act(action, way, 0); }
        return way.Plan;
    }

    /// <summary>What becomes of a packet that only actions are for; they may send it through the tables.</summary>
    public PacketPlan Run(in FlowKey key, IReadOnlyList<FlowAction> actions, OpenFlowVersion version)
    {
        _way.Begin(in key, version);
        Act(actions, _way, 0);
        return _way.Plan;
    }

    /// <summary>What becomes of a packet in a switch that works by what it learns.</summary>
    public PacketPlan RunNormal(in FlowKey key)
    {
        _way.Begin(in key, default);
        _way.Plan.Mirror = MirrorFor(key.InPort);
        Normal(_way);
        return _way.Plan;
    }

    private SwitchPort? MirrorFor(uint inPort) => Mirror is { TakesPackets: true } port && port.Number != inPort ? port : null;

    private static int Order(FlowAction action) => action switch
    {
        TagAction { Kind: TagActionKind.CopyTtlIn } => 0,
        TagAction { Kind: TagActionKind.PopVlan or TagActionKind.PopMpls or TagActionKind.PopPbb } => 1,
        TagAction { Kind: TagActionKind.PushVlan or TagActionKind.PushMpls or TagActionKind.PushPbb } => 2,
        TagAction { Kind: TagActionKind.DecrementIpTtl } => 3,
        SetFieldAction or TagAction { Kind: TagActionKind.SetIpTtl } => 4,
        TagAction { Kind: TagActionKind.Group } => 6,
        OutputAction => 7,
        _ => 5,
    };

    // Of the action set there is one action a kind, and one set-field a field; the last one counts. A group takes the output's place.
    private static void Write(List<FlowAction> set, IReadOnlyList<FlowAction> actions)
    {
        foreach (FlowAction action in actions)
        {
            set.RemoveAll(one => one is SetFieldAction old && action is SetFieldAction now ? old.Field.Field == now.Field.Field : one is TagAction a && action is TagAction b ? a.Kind == b.Kind : one.GetType() == action.GetType() && action is not (SetFieldAction or TagAction));
            set.Add(action);
        }
    }

    private byte? Follow(FlowRule rule, Way way, List<FlowAction> set)
    {
        byte? next = null;

        // A meter comes before whatever else an entry does (openflow-1.3 5.9).
        if (rule.Meter is { } number && Meters.Find(number) is { } meter) { way.Plan.Meters.Add((meter.Slot, way.Plan.Copies.Count)); }
        for (int i = 0; i < rule.Instructions.Count; i++)
        {
            switch (rule.Instructions[i])
            {
                case ActionsInstruction { Kind: ActionsInstructionKind.Apply } apply: Act(apply.Actions, way, 0); break;
                case ActionsInstruction { Kind: ActionsInstructionKind.Clear }: set.Clear(); break;
                case ActionsInstruction write: Write(set, write.Actions); break;
                case WriteMetadataInstruction metadata: way.WriteMetadata(metadata.Value, metadata.Mask); break;
                case GotoTableInstruction to when to.Table > rule.Table && to.Table < TableCount: next = to.Table; break;
            }
        }

        if (set.Count > 0 && set.Any(one => one is TagAction { Kind: TagActionKind.Group })) { set.RemoveAll(one => one is OutputAction); }
        return next;
    }

    private void Act(IReadOnlyList<FlowAction> actions, Way way, int depth)
    {
        for (int i = 0; i < actions.Count; i++) { Act(actions[i], way, depth); }
    }

    private void Act(FlowAction action, Way way, int depth)
    {
        switch (action)
        {
            case OutputAction output: Output(output, way); break;
            case EnqueueAction queue: Output(new OutputAction(queue.Port), way); break;
            case SetFieldAction set: way.SetField(set.Field); break;
            case TagAction { Kind: TagActionKind.PushVlan } push: way.Push((ushort)push.Number); break;
            case TagAction { Kind: TagActionKind.PopVlan }: way.Pop(); break;
            case TagAction { Kind: TagActionKind.SetIpTtl } ttl: way.ChangeTtl(new TtlChange((byte)ttl.Number, 0)); break;
            case TagAction { Kind: TagActionKind.DecrementIpTtl }: way.ChangeTtl(way.Ttl with { Less = (byte)(way.Ttl.Less + 1) }); break;
            case TagAction { Kind: TagActionKind.SetQueue }: break;
            case TagAction { Kind: TagActionKind.Group } to when depth < MostDepth && Groups.TryGetValue(to.Number, out SwitchGroup? group):
                way.Plan.Counters.Add(group.Total);
                foreach (int bucket in group.For(way.Headers, port => Ports.TryGetValue(port, out SwitchPort? watched) && watched.TakesPackets))
                {
                    way.Plan.Counters.Add(group.BucketCounts[bucket]);

                    // What a bucket changes holds for its own copy only (5.6.1).
                    (FlowKey headers, TtlChange ttl) = (way.Headers, way.Ttl);
                    Act(group.Buckets[bucket].Actions, way, depth + 1);
                    (way.Headers, way.Ttl) = (headers, ttl);
                }

                break;
            default: way.Plan.IsIncomplete = true; break;
        }
    }

    private void Output(OutputAction output, Way way)
    {
        switch (output.Port)
        {
            case OpenFlowPorts.InPort: Leave(way, way.InPort); break;
            case OpenFlowPorts.Normal: Normal(way); break;
            case OpenFlowPorts.Flood or OpenFlowPorts.All: Flood(way, all: output.Port == OpenFlowPorts.All); break;
            case OpenFlowPorts.Controller:
                way.Plan.Copies.Add(ToController(way, (byte)(way.Rule is { Priority: 0 } ? 0 : 1)) with { MaxLength = output.MaxLength, Table = way.Rule?.Table ?? 0, Cookie = way.Rule?.Cookie ?? ulong.MaxValue });
                way.Plan.IsCacheable = false;
                break;
            case OpenFlowPorts.Table when way.Rule is null:
                var through = new Way();
                through.Begin(in way.Headers, way.Version);
                PacketPlan plan = Run(through);
                way.Plan.Copies.AddRange(plan.Copies);
                way.Plan.Rules.AddRange(plan.Rules);
                way.Plan.Counters.AddRange(plan.Counters);
                way.Plan.Meters.AddRange(plan.Meters);
                break;

            default:
                if (output.Port != way.InPort) { Leave(way, output.Port); }
                break;
        }
    }

    private void Normal(Way way)
    {
        way.Plan.UsesLearning = true;
        ushort vlan = (ushort)(way.Headers.Vlan & 0x0fff);
        if ((way.Headers.Destination & 0x0100_0000_0000) == 0 && learned.Find(vlan, way.Headers.Destination) is { } port)
        {
            if (port != way.InPort) { Leave(way, port); }
            return;
        }

        Flood(way, all: false);
    }

    private void Flood(Way way, bool all)
    {
        foreach (SwitchPort port in Ports.Values)
        {
            if (port.Number != way.InPort && (all || (port.Config & SwitchPort.NoFlood) == 0)) { Leave(way, port.Number); }
        }
    }

    private void Leave(Way way, uint number)
    {
        if (Ports.TryGetValue(number, out SwitchPort? port) && port is { TakesPackets: true, IsMirror: false }) { way.Plan.Copies.Add(new PacketCopy(way.Headers, way.Ttl, number)); }
    }

    private static PacketCopy ToController(Way way, byte reason) => new(way.Headers, way.Ttl, OpenFlowPorts.Controller) { Reason = reason };

    /// <summary>A packet on its way: its headers as they are by now. One is used for packet after packet.</summary>
    private sealed class Way
    {
        public FlowKey Headers;

        public uint InPort { get; private set; }

        public TtlChange Ttl { get; set; }

        public FlowRule? Rule { get; set; }

        public OpenFlowVersion Version { get; private set; }

        public PacketPlan Plan { get; } = new();

        // The actions that are carried out at the end.
        public List<FlowAction> Set { get; } = [];

        public void Begin(in FlowKey key, OpenFlowVersion version)
        {
            (Headers, InPort, Version, Ttl, Rule) = (key, key.InPort, version, default, null);
            Plan.Clear();
            Set.Clear();
        }

        public void SetField(MatchField field)
        {
            FlowKey value = default, mask = default;
            if (!MatchKeys.TryPlace(field, ref value, ref mask))
            {
                Plan.IsIncomplete = true;
                return;
            }

            // OpenFlow 1.0 gives a packet without a tag one.
            if (field.Field == OxmField.VlanPriority && Headers.Vlan == 0) { (value.Vlan, mask.Vlan) = ((ushort)(value.Vlan | FlowKey.VlanPresent), ushort.MaxValue); }
            FlowKey old = Headers;
            for (int i = 0; i < FlowKey.Size; i++) { Headers.Bytes[i] = (byte)((old.Bytes[i] & ~mask.Bytes[i]) | (value.Bytes[i] & mask.Bytes[i])); }
        }

        public void WriteMetadata(ulong value, ulong mask)
        {
            Span<byte> metadata = Headers.Bytes[FlowKey.MetadataAt..];
            ulong old = System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(metadata);
            System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(metadata, (old & ~mask) | (value & mask));
        }

        // A second tag begins with the number and priority of the first (openflow-1.3 5.12.1).
        public void Push(ushort type)
        {
            if (Headers.HasSecondTag || type is not (FlowKeyReader.CustomerTag or FlowKeyReader.ProviderTag))
            {
                Plan.IsIncomplete = true;
                return;
            }

            if (Headers.Vlan != 0) { (Headers.SecondTag, Headers.SecondType, Headers.Type) = ((ushort)(Headers.Vlan & ~FlowKey.VlanPresent), Headers.Type, Headers.TagType); }
            Headers.Vlan |= FlowKey.VlanPresent;
            Headers.TagType = type;
        }

        public void Pop()
        {
            if (!Headers.HasSecondTag)
            {
                Headers.Vlan = 0;
                Headers.TagType = FlowKeyReader.CustomerTag;
                return;
            }

            (Headers.Vlan, Headers.TagType) = ((ushort)(Headers.SecondTag | FlowKey.VlanPresent), Headers.Type);
            (Headers.Type, Headers.SecondTag, Headers.SecondType) = (Headers.SecondType, 0, 0);
        }

        public void ChangeTtl(TtlChange change)
        {
            Ttl = change;
            Plan.IsCacheable = false;
        }
    }
}
