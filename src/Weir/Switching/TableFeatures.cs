using Weir.Wire.OpenFlow;
using static Weir.Wire.OpenFlow.TablePropertyKind;

namespace Weir.Switching;

/// <summary>What each table can do: every table the same, and go to those behind it.</summary>
internal static class TableFeatures
{
    // Of instructions: going on, metadata, write, apply, clear, meter; of actions: output, VLAN push and pop, queue, group, time to live, set-field.
    private const uint GotoTable = 1;
    private static readonly uint[] KnownInstructions = [2, 3, 4, 5, 6];
    private static readonly uint[] KnownActions = [0, 17, 18, 21, 22, 23, 24, 25];

    private static readonly OxmField[] Fields =
    [
        OxmField.InPort, OxmField.Metadata, OxmField.EthernetDestination, OxmField.EthernetSource, OxmField.EtherType, OxmField.VlanId, OxmField.VlanPriority, OxmField.IpDscp, OxmField.IpEcn, OxmField.IpProtocol,
        OxmField.IPv4Source, OxmField.IPv4Destination, OxmField.TcpSource, OxmField.TcpDestination, OxmField.UdpSource, OxmField.UdpDestination, OxmField.SctpSource, OxmField.SctpDestination, OxmField.IcmpType, OxmField.IcmpCode,
        OxmField.ArpOperation, OxmField.ArpSourceIPv4, OxmField.ArpTargetIPv4, OxmField.IPv6Source, OxmField.IPv6Destination, OxmField.IcmpV6Type, OxmField.IcmpV6Code,
    ];

    private static readonly OxmField[] Settable =
    [
        OxmField.EthernetDestination, OxmField.EthernetSource, OxmField.VlanId, OxmField.VlanPriority, OxmField.IpDscp, OxmField.IpEcn, OxmField.IPv4Source, OxmField.IPv4Destination, OxmField.TcpSource, OxmField.TcpDestination,
        OxmField.UdpSource, OxmField.UdpDestination, OxmField.ArpSourceIPv4, OxmField.ArpTargetIPv4, OxmField.IPv6Source, OxmField.IPv6Destination,
    ];

    /// <summary>The entry of a table.</summary>
    public static TableFeaturesEntry Of(byte table)
    {
        int behind = Pipeline.TableCount - table - 1;
        return new TableFeaturesEntry
        {
            Table = table,
            Name = $"table{table}",
            MetadataMatch = ulong.MaxValue,
            MetadataWrite = ulong.MaxValue,
            MaxEntries = FlowTable.Capacity,
            Properties =
            [
                new(Instructions, behind == 0 ? KnownInstructions : [GotoTable, .. KnownInstructions]), new(NextTables, [.. Enumerable.Range(table + 1, behind).Select(next => (uint)next)]),
                new(WriteActions, KnownActions), new(ApplyActions, KnownActions), TableProperty.OfFields(TablePropertyKind.Match, Fields, masks: true), TableProperty.OfFields(Wildcards, Fields),
                TableProperty.OfFields(WriteSetField, Settable), TableProperty.OfFields(ApplySetField, Settable),
            ],
        };
    }
}
