using System.Globalization;

namespace Weir.Wire.OpenFlow;

/// <summary>Who the switch is (openflow-1.0.0 5.3.1, openflow-1.3 A.3.1). In 1.0 it lists the ports; in 1.3 a multipart request asks for them.</summary>
public sealed record FeaturesReply : OpenFlowMessage
{
    /// <summary>The switch's own number; its low 48 bits are usually a hardware address.</summary>
    public required ulong DatapathId { get; init; }
    /// <summary>Packets that it can keep while the controller looks at their begin.</summary>
    public uint Buffers { get; init; }
    /// <summary>Flow tables.</summary>
    public byte Tables { get; init; }
    /// <summary>0 for the main connection; OpenFlow 1.3 only.</summary>
    public byte AuxiliaryId { get; init; }
    /// <summary>Bits: 0 flow statistics, 1 table statistics, 2 port statistics, 3 spanning tree (1.0) or group statistics, 5 reassembly, 6 queue statistics, 8 ports blocked against loops (1.3).</summary>
    public uint Capabilities { get; init; }
    /// <summary>Bit n: the action n can be done; OpenFlow 1.0 only.</summary>
    public uint Actions { get; init; }
    /// <summary>Its ports; OpenFlow 1.0 only.</summary>
    public IReadOnlyList<PortDescription> Ports { get; init; } = [];

    /// <inheritdoc/>
    public override OpenFlowType Type => OpenFlowType.FeaturesReply;

    internal static FeaturesReply Read(ref OpenFlowReader body, OpenFlowVersion version)
    {
        ulong datapath = body.U64();
        uint buffers = body.U32();
        byte tables = body.U8();
        byte auxiliary = body.U8();
        body.Skip(2);
        uint capabilities = body.U32();
        uint actions = body.U32();
        List<PortDescription> ports = [];
        while (version == OpenFlowVersion.OpenFlow10 && !body.IsEmpty) { ports.Add(PortDescription.Read(ref body, version)); }
        return new FeaturesReply
        {
            DatapathId = datapath, Buffers = buffers, Tables = tables, Capabilities = capabilities, Ports = ports,
            AuxiliaryId = version == OpenFlowVersion.OpenFlow13 ? auxiliary : (byte)0, Actions = version == OpenFlowVersion.OpenFlow10 ? actions : 0,
        };
    }

    private protected override void WriteBody(OpenFlowWriter writer, OpenFlowVersion version)
    {
        bool is13 = version == OpenFlowVersion.OpenFlow13;
        writer.U64(DatapathId);
        writer.U32(Buffers);
        writer.U8(Tables);
        writer.U8(is13 ? AuxiliaryId : (byte)0);
        writer.Zero(2);
        writer.U32(Capabilities);
        writer.U32(is13 ? 0 : Actions);
        if (is13) { return; }
        foreach (PortDescription port in Ports) { port.Write(writer, version); }
    }

    private protected override void DescribeBody(IFieldVisitor visitor)
    {
        visitor.Field("datapath_id", DatapathId.ToString("x16", CultureInfo.InvariantCulture));
        visitor.Field("n_buffers", Buffers);
        visitor.Field("n_tables", Tables);
        visitor.Field("auxiliary_id", AuxiliaryId);
        visitor.Field("capabilities", Capabilities);
        visitor.Field("actions", Actions);
        foreach (PortDescription port in Ports) { port.Describe(visitor); }
    }
}
