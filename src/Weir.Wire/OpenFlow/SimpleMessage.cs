namespace Weir.Wire.OpenFlow;

/// <summary>A message that is its type alone: requests for features, configuration and asynchronous messages, barriers.</summary>
/// <param name="MessageType">Which.</param>
public sealed record SimpleMessage(OpenFlowType MessageType) : OpenFlowMessage
{
    /// <inheritdoc/>
    public override OpenFlowType Type => MessageType;

    /// <summary>True for the types that have no body.</summary>
    internal static bool Has(OpenFlowType type) =>
        type is OpenFlowType.FeaturesRequest or OpenFlowType.GetConfigRequest or OpenFlowType.BarrierRequest or OpenFlowType.BarrierReply or OpenFlowType.GetAsyncRequest;

    internal static SimpleMessage Read(ref OpenFlowReader body, OpenFlowType type)
    {
        // Bytes behind a message without a body mean nothing; switches take them too.
        body.Skip(body.Left);
        return new SimpleMessage(type);
    }

    private protected override void WriteBody(OpenFlowWriter writer, OpenFlowVersion version)
    {
        if (!Has(MessageType)) { throw new NotSupportedException($"the message {OpenFlowTypes.Name(MessageType)} has a body"); }
    }

    private protected override void DescribeBody(IFieldVisitor visitor)
    {
    }
}
