namespace Weir.Wire.OpenFlow;

/// <summary>The controller's role: asked for, changed, or told (openflow-1.3 A.3.9). OpenFlow 1.0 has none.</summary>
/// <param name="IsReply">True for the switch's answer.</param>
/// <param name="Role">0 unchanged, 1 equal, 2 master, 3 slave.</param>
/// <param name="GenerationId">Grows with each election of a master.</param>
public sealed record RoleMessage(bool IsReply, uint Role, ulong GenerationId) : OpenFlowMessage
{
    /// <inheritdoc/>
    public override OpenFlowType Type => IsReply ? OpenFlowType.RoleReply : OpenFlowType.RoleRequest;

    internal static RoleMessage Read(ref OpenFlowReader body, bool isReply)
    {
        uint role = body.U32();
        body.Skip(4);
        return new RoleMessage(isReply, role, body.U64());
    }

    private protected override void WriteBody(OpenFlowWriter writer, OpenFlowVersion version)
    {
        writer.U32(Role);
        writer.Zero(4);
        writer.U64(GenerationId);
    }

    private protected override void DescribeBody(IFieldVisitor visitor)
    {
        visitor.Field("role", Role);
        visitor.Field("generation_id", GenerationId.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }
}
