using System.Globalization;

namespace Weir.Wire.OpenFlow;

/// <summary>Which flow entries are asked for, each or added up (openflow-1.3 A.3.5.2).</summary>
public sealed record FlowQuery : MultipartQuery
{
    /// <summary>Entries that this covers.</summary>
    public FlowMatch Match { get; init; } = FlowMatch.All;
    /// <summary>Which table; 0xff is all.</summary>
    public byte Table { get; init; } = FlowMod.AllTables;
    /// <summary>Only entries with an output to this port.</summary>
    public uint OutPort { get; init; } = OpenFlowPorts.Any;
    /// <summary>Only entries with this group; OpenFlow 1.3 only.</summary>
    public uint OutGroup { get; init; } = OpenFlowPorts.Any;
    /// <summary>Value of the cookie's bits that count; OpenFlow 1.3 only.</summary>
    public ulong Cookie { get; init; }
    /// <summary>Which bits of the cookie count; OpenFlow 1.3 only.</summary>
    public ulong CookieMask { get; init; }

    internal static FlowQuery Read(ref OpenFlowReader body, OpenFlowVersion version)
    {
        FlowMatch match = version == OpenFlowVersion.OpenFlow10 ? FlowMatch.Read(ref body, version) : FlowMatch.All;
        byte table = body.U8();
        if (version == OpenFlowVersion.OpenFlow10)
        {
            body.Skip(1);
            return new FlowQuery { Match = match, Table = table, OutPort = body.Port(version) };
        }

        body.Skip(3);
        uint port = body.U32();
        uint group = body.U32();
        body.Skip(4);
        return new FlowQuery { Table = table, OutPort = port, OutGroup = group, Cookie = body.U64(), CookieMask = body.U64(), Match = FlowMatch.Read(ref body, version) };
    }

    internal override void Write(OpenFlowWriter writer, OpenFlowVersion version)
    {
        if (version == OpenFlowVersion.OpenFlow10)
        {
            Match.Write(writer, version);
            writer.U8(Table);
            writer.Zero(1);
            writer.Port(OutPort, version);
            return;
        }

        writer.U8(Table);
        writer.Zero(3);
        writer.U32(OutPort);
        writer.U32(OutGroup);
        writer.Zero(4);
        writer.U64(Cookie);
        writer.U64(CookieMask);
        Match.Write(writer, version);
    }

    internal override void Describe(IFieldVisitor visitor)
    {
        visitor.Field("table", Table);
        visitor.Field("out_port", OpenFlowPorts.Name(OutPort));
        visitor.Field("cookie", "0x" + Cookie.ToString("x", CultureInfo.InvariantCulture));
        Match.Describe(visitor);
    }
}
