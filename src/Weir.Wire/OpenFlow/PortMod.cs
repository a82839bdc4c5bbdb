using Weir.Wire.Frames;

namespace Weir.Wire.OpenFlow;

/// <summary>Changes a port (openflow-1.0.0 5.3.3, openflow-1.3 A.3.4.3).</summary>
/// <param name="Port">Its number.</param>
/// <param name="Address">Its hardware address, as a check that the right port is meant.</param>
/// <param name="Config">The bits as they shall be.</param>
/// <param name="Mask">Which bits change.</param>
/// <param name="Advertise">Features to advertise; 0 leaves them.</param>
public sealed record PortMod(uint Port, MacAddress Address, uint Config, uint Mask, uint Advertise) : OpenFlowMessage
{
    /// <inheritdoc/>
    public override OpenFlowType Type => OpenFlowType.PortMod;

    internal static PortMod Read(ref OpenFlowReader body, OpenFlowVersion version)
    {
        bool is13 = version == OpenFlowVersion.OpenFlow13;
        uint port = body.Port(version);
        if (is13) { body.Skip(4); }
        MacAddress address = body.Mac();
        if (is13) { body.Skip(2); }
        PortMod message = new(port, address, body.U32(), body.U32(), body.U32());
        body.Skip(4);
        return message;
    }

    private protected override void WriteBody(OpenFlowWriter writer, OpenFlowVersion version)
    {
        bool is13 = version == OpenFlowVersion.OpenFlow13;
        writer.Port(Port, version);
        if (is13) { writer.Zero(4); }
        writer.Mac(Address);
        if (is13) { writer.Zero(2); }
        writer.U32(Config);
        writer.U32(Mask);
        writer.U32(Advertise);
        writer.Zero(4);
    }

    private protected override void DescribeBody(IFieldVisitor visitor)
    {
        visitor.Field("port", OpenFlowPorts.Name(Port));
        visitor.Field("address", Address.ToString());
        visitor.Field("config", Config);
        visitor.Field("mask", Mask);
        visitor.Field("advertise", Advertise);
    }
}
