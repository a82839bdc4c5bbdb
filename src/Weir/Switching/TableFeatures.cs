using System.Buffers.Binary;
using System.Text;
using Weir.Wire.OpenFlow;

namespace Weir.Switching;

/// <summary>Writes what each table can do (openflow-1.3 A.3.5.5); every table can do the same, and go to those behind it.</summary>
internal static class TableFeatures
{
    private const int NameSize = 32;
    private const ushort Instructions = 0, NextTables = 2, WriteActions = 4, ApplyActions = 6, Match = 8, Wildcards = 10, WriteSetField = 12, ApplySetField = 14;

    // Metadata, write, apply, clear; going on is added where there is a table to go to.
    private static readonly ushort[] KnownInstructions = [2, 3, 4, 5];
    private static readonly ushort[] KnownActions = [0, 17, 18, 21, 22, 23, 24, 25];

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
    public static OpaqueEntry Of(byte table)
    {
        var bytes = new List<byte>();
        bytes.AddRange([0, 0, table, 0, 0, 0, 0, 0]);
        byte[] name = new byte[NameSize];
        Encoding.ASCII.GetBytes($"table{table}", name);
        bytes.AddRange(name);
        Add64(bytes, ulong.MaxValue);
        Add64(bytes, ulong.MaxValue);
        Add32(bytes, 0);
        Add32(bytes, FlowTable.Capacity);
        bool isLast = table == Pipeline.TableCount - 1;
        Add(bytes, Instructions, Kinds(isLast ? KnownInstructions : [1, .. KnownInstructions]));
        Add(bytes, NextTables, [.. Enumerable.Range(table + 1, Pipeline.TableCount - table - 1).Select(next => (byte)next)]);
        Add(bytes, WriteActions, Kinds(KnownActions));
        Add(bytes, ApplyActions, Kinds(KnownActions));
        Add(bytes, Match, Headers(Fields, masks: true));
        Add(bytes, Wildcards, Headers(Fields, masks: false));
        Add(bytes, WriteSetField, Headers(Settable, masks: false));
        Add(bytes, ApplySetField, Headers(Settable, masks: false));
        byte[] entry = [.. bytes];
        BinaryPrimitives.WriteUInt16BigEndian(entry, (ushort)entry.Length);
        return new OpaqueEntry(entry);
    }

    // A property's length does not count the padding behind it.
    private static void Add(List<byte> bytes, ushort property, byte[] content)
    {
        int length = 4 + content.Length;
        bytes.AddRange([(byte)(property >> 8), (byte)property, (byte)(length >> 8), (byte)length]);
        bytes.AddRange(content);
        while (bytes.Count % 8 != 0) { bytes.Add(0); }
    }

    private static byte[] Kinds(IEnumerable<ushort> kinds) => [.. kinds.SelectMany(kind => new byte[] { (byte)(kind >> 8), (byte)kind, 0, 4 })];

    // Only what is matched says that it can have a mask; a whole field is wildcarded or set.
    private static byte[] Headers(IEnumerable<OxmField> fields, bool masks)
    {
        var bytes = new List<byte>();
        foreach (OxmField field in fields)
        {
            bool isMasked = masks && OxmFields.IsMaskable(field);
            Add32(bytes, ((uint)field << 9) | (isMasked ? 0x100u : 0) | (uint)(OxmFields.Size(field) * (isMasked ? 2 : 1)));
        }

        return [.. bytes];
    }

    private static void Add32(List<byte> bytes, uint value) => bytes.AddRange([(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value]);

    private static void Add64(List<byte> bytes, ulong value)
    {
        Add32(bytes, (uint)(value >> 32));
        Add32(bytes, (uint)value);
    }
}
