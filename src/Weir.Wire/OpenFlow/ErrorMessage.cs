namespace Weir.Wire.OpenFlow;

/// <summary>A request failed (openflow-1.3 A.4.4).</summary>
/// <param name="ErrorType">What kind of failure; <see cref="OpenFlowErrors"/> has the names.</param>
/// <param name="Code">What exactly; its meaning depends on the type.</param>
/// <param name="Data">At least 64 bytes of the request, or a text for a failed greeting.</param>
public sealed record ErrorMessage(ushort ErrorType, ushort Code, ReadOnlyMemory<byte> Data) : OpenFlowMessage
{
    /// <inheritdoc/>
    public override OpenFlowType Type => OpenFlowType.Error;

    internal static ErrorMessage Read(ref OpenFlowReader body) => new(body.U16(), body.U16(), body.Rest());

    private protected override void WriteBody(OpenFlowWriter writer, OpenFlowVersion version)
    {
        writer.U16(ErrorType);
        writer.U16(Code);
        writer.Bytes(Data.Span);
    }

    private protected override void DescribeBody(IFieldVisitor visitor)
    {
        visitor.Field("type", ErrorType);
        visitor.Field("code", Code);
        visitor.Field("data", Data.Span);
    }
}
