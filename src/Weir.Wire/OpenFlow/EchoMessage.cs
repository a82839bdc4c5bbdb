namespace Weir.Wire.OpenFlow;

/// <summary>An echo request or its reply (openflow-1.3 A.5.2): the reply has the request's bytes.</summary>
/// <param name="IsReply">True for the reply.</param>
/// <param name="Data">Any bytes.</param>
public sealed record EchoMessage(bool IsReply, ReadOnlyMemory<byte> Data) : OpenFlowMessage
{
    /// <inheritdoc/>
    public override OpenFlowType Type => IsReply ? OpenFlowType.EchoReply : OpenFlowType.EchoRequest;

    internal static EchoMessage Read(ref OpenFlowReader body, bool isReply) => new(isReply, body.Rest());

    private protected override void WriteBody(OpenFlowWriter writer, OpenFlowVersion version) => writer.Bytes(Data.Span);

    private protected override void DescribeBody(IFieldVisitor visitor) => visitor.Field("data", Data.Span);
}
