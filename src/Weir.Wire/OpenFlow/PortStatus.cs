namespace Weir.Wire.OpenFlow;

/// <summary>A port came, went or changed (openflow-1.3 A.4.3).</summary>
/// <param name="Reason">0 added, 1 deleted, 2 modified.</param>
/// <param name="Port">The port as it is now.</param>
public sealed record PortStatus(byte Reason, PortDescription Port) : OpenFlowMessage
{
    /// <summary>The port came.</summary>
    public const byte Added = 0;
    /// <summary>The port went.</summary>
    public const byte Deleted = 1;
    /// <summary>The port changed.</summary>
    public const byte Modified = 2;

    /// <inheritdoc/>
    public override OpenFlowType Type => OpenFlowType.PortStatus;

    internal static PortStatus Read(ref OpenFlowReader body, OpenFlowVersion version)
    {
        byte reason = body.U8();
        body.Skip(7);
        return new PortStatus(reason, PortDescription.Read(ref body, version));
    }

    private protected override void WriteBody(OpenFlowWriter writer, OpenFlowVersion version)
    {
        writer.U8(Reason);
        writer.Zero(7);
        Port.Write(writer, version);
    }

    private protected override void DescribeBody(IFieldVisitor visitor)
    {
        visitor.Field("reason", Reason);
        Port.Describe(visitor);
    }
}
