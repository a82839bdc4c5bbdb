namespace Weir.Wire.OpenFlow;

/// <summary>The switch's configuration: set by the controller, or told on its request (openflow-1.3 A.3.2).</summary>
/// <param name="MessageType"><see cref="OpenFlowType.SetConfig"/> or <see cref="OpenFlowType.GetConfigReply"/>.</param>
/// <param name="Flags">0 normal, 1 drop fragments, 2 reassemble them.</param>
/// <param name="MissSendLength">Bytes of a packet that go to the controller when no entry matches; the rest stays in a buffer. 0xffff: all.</param>
public sealed record SwitchConfig(OpenFlowType MessageType, ushort Flags, ushort MissSendLength) : OpenFlowMessage
{
    /// <inheritdoc/>
    public override OpenFlowType Type => MessageType;

    internal static SwitchConfig Read(ref OpenFlowReader body, OpenFlowType type) => new(type, body.U16(), body.U16());

    private protected override void WriteBody(OpenFlowWriter writer, OpenFlowVersion version)
    {
        writer.U16(Flags);
        writer.U16(MissSendLength);
    }

    private protected override void DescribeBody(IFieldVisitor visitor)
    {
        visitor.Field("flags", Flags);
        visitor.Field("miss_send_len", MissSendLength);
    }
}
