using Weir.Wire.Netlink;
using Weir.Wire.OpenFlow;

namespace Weir.Switching;

/// <content>What controllers ask.</content>
internal sealed partial class OpenFlowSwitch
{
    private const uint CountsFlows = 1, CountsTables = 2, CountsPorts = 4, CountsGroups = 8;

    // OFPAT10_: output, VLAN, strip, addresses, network addresses, type of service, ports, enqueue.
    private const uint Actions10 = 0xfff;
    private const uint AllGroupKinds = 0xf;
    private const uint AllMeters = 0xffff_ffff;

    /// <summary>What its ports counted.</summary>
    /// <exception cref="WeirException">The kernel cannot be asked.</exception>
    public IReadOnlyList<PortEntry> PortCounts
    {
        get
        {
            IReadOnlyList<LinkInfo> links = _space.Routes.Links();
            lock (_gate) { return [.. Ports(links, OpenFlowPorts.Any)]; }
        }
    }

    /// <summary>What the switch says of itself.</summary>
    internal FeaturesReply Features(OpenFlowVersion version) => new()
    {
        DatapathId = Options.DatapathId,
        Buffers = PacketBuffers.Capacity,
        Tables = version == OpenFlowVersion.OpenFlow10 ? (byte)1 : (byte)Pipeline.TableCount,
        Capabilities = CountsFlows | CountsTables | CountsPorts | (version == OpenFlowVersion.OpenFlow10 ? 0 : CountsGroups),
        Actions = version == OpenFlowVersion.OpenFlow10 ? Actions10 : 0,
        Ports = version == OpenFlowVersion.OpenFlow10 ? [.. _pipeline.Ports.Values.Select(port => port.Describe(version))] : [],
    };

    /// <summary>The entries of an answer; null when the switch has no such statistics.</summary>
    internal IReadOnlyList<MultipartEntry>? Statistics(MultipartRequest request, OpenFlowVersion version)
    {
        if (request.Kind is MultipartKind.Flow or MultipartKind.Aggregate or MultipartKind.Table or MultipartKind.Group) { _cache.Collect(); }
        switch (request.Kind, request.Query)
        {
            case (MultipartKind.Description, _): return [new SwitchDescription("Weir", "Linux kernel (tcx)", ThisVersion, "none", Options.Name)];
            case (MultipartKind.Flow, FlowQuery query): return [.. Selected(query, version).Select(Describe)];
            case (MultipartKind.Aggregate, FlowQuery query):
                FlowRule[] rules = [.. Selected(query, version)];
                return [new AggregateEntry(rules.Aggregate(0ul, (sum, one) => sum + one.Packets), rules.Aggregate(0ul, (sum, one) => sum + one.Bytes), (uint)rules.Length)];
            case (MultipartKind.Table, _):
                return [.. _pipeline.Tables.Take(version == OpenFlowVersion.OpenFlow10 ? 1 : Pipeline.TableCount).Select((table, number) => new TableEntry
                {
                    Table = (byte)number, Name = $"table{number}", Wildcards = 0x3f_ffff, MaxEntries = FlowTable.Capacity, ActiveEntries = (uint)table.Count, Lookups = table.Lookups + table.Cached, Matches = table.Matched + table.Cached,
                })];
            case (MultipartKind.Port, NumberQuery query): return [.. Ports(_space.Routes.Links(), query.Number)];
            case (MultipartKind.PortDescription, _) when version == OpenFlowVersion.OpenFlow13: return [.. _pipeline.Ports.Values.Select(port => new PortDescriptionEntry(port.Describe(version)))];
            case (MultipartKind.TableFeatures, null) when version == OpenFlowVersion.OpenFlow13: return [.. Enumerable.Range(0, Pipeline.TableCount).Select(table => TableFeatures.Of((byte)table))];
            case (MultipartKind.Queue, _): return [];
            case (MultipartKind.Group, NumberQuery query):
                return [.. Groups(query.Number).Select(group => new GroupEntry(group.Number, (uint)_pipeline.Tables.SelectMany(one => one.Rules).Count(rule => rule.LeadsTo(group.Number)), group.Total.Count, Age(group.Added).Seconds, Age(group.Added).Nanoseconds, [.. group.BucketCounts.Select(one => one.Count)]))];
            case (MultipartKind.GroupDescription, _): return [.. _pipeline.Groups.Values.Select(group => new GroupDescriptionEntry(group.Kind, group.Number, group.Buckets))];
            case (MultipartKind.GroupFeatures, _): return [new GroupFeaturesEntry(AllGroupKinds, 0, [MostGroups, MostGroups, MostGroups, MostGroups], [])];
            case (MultipartKind.Meter, NumberQuery query): return [.. Meters(query.Number).Select(Describe)];
            case (MultipartKind.MeterConfig, NumberQuery query): return [.. Meters(query.Number).Select(meter => new MeterConfigEntry(meter.Flags, meter.Number, meter.Bands))];
            case (MultipartKind.MeterFeatures, _): return [new MeterFeaturesEntry(MeterTable.Capacity, 1 << SwitchMeter.DropBand, SwitchMeter.Kilobits | SwitchMeter.PacketRate | SwitchMeter.Burst | SwitchMeter.Statistics, 1, 0)];
            default: return null;
        }
    }

    private static string ThisVersion => typeof(OpenFlowSwitch).Assembly.GetName().Version?.ToString(3) ?? "";

    private IEnumerable<SwitchGroup> Groups(uint number) => _pipeline.Groups.Values.Where(group => number == AllGroups || group.Number == number);

    private IEnumerable<SwitchMeter> Meters(uint number) => _pipeline.Meters.Meters.Where(meter => number == AllMeters || meter.Number == number);

    private MeterEntry Describe(SwitchMeter meter)
    {
        (TrafficCount total, TrafficCount dropped) = _pipeline.Meters.Count(meter);
        (uint seconds, uint nanoseconds) = Age(meter.Added);
        return new MeterEntry(meter.Number, (uint)_pipeline.Tables.SelectMany(one => one.Rules).Count(rule => rule.Meter == meter.Number), total, seconds, nanoseconds, meter.Bands.Count > 0 ? [dropped] : []);
    }

    private IEnumerable<FlowRule> Selected(FlowQuery query, OpenFlowVersion version)
    {
        if (!MatchKeys.TryCompile(query.Match, version, out FlowKey key, out FlowKey mask)) { return []; }
        bool is13 = version == OpenFlowVersion.OpenFlow13;
        IEnumerable<FlowTable> tables = query.Table == FlowMod.AllTables ? _pipeline.Tables : query.Table < Pipeline.TableCount ? [_pipeline.Tables[query.Table]] : [];
        return tables.SelectMany(table => table.Within(key, mask)).Where(rule => rule.OutputsTo(query.OutPort) && (!is13 || (rule.LeadsTo(query.OutGroup) && (rule.Cookie & query.CookieMask) == (query.Cookie & query.CookieMask))));
    }

    private FlowEntry Describe(FlowRule rule)
    {
        (uint seconds, uint nanoseconds) = Age(rule.Added);
        return new FlowEntry
        {
            Match = rule.Match, Table = rule.Table, Priority = rule.Priority, Seconds = seconds, Nanoseconds = nanoseconds, IdleTimeout = rule.IdleTimeout, HardTimeout = rule.HardTimeout, Flags = rule.Flags, Cookie = rule.Cookie,
            Packets = rule.Packets, Bytes = rule.Bytes, Instructions = rule.Instructions,
        };
    }

    private IEnumerable<PortEntry> Ports(IReadOnlyList<LinkInfo> links, uint number)
    {
        foreach (LinkInfo link in links)
        {
            if (!_byInterface.TryGetValue(link.Index, out SwitchPort? port) || (number != OpenFlowPorts.Any && number != port.Number) || link.Statistics is not { } counts) { continue; }
            yield return new PortEntry
            {
                Port = port.Number, ReceivedPackets = counts.ReceivedPackets, SentPackets = counts.SentPackets, ReceivedBytes = counts.ReceivedBytes, SentBytes = counts.SentBytes, ReceivedDropped = counts.ReceiveDropped,
                SentDropped = counts.SendDropped, ReceivedErrors = counts.ReceiveErrors, SentErrors = counts.SendErrors, Collisions = counts.Collisions,
            };
        }
    }
}
