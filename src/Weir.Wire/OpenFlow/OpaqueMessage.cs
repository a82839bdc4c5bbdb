namespace Weir.Wire.OpenFlow;

/// <summary>A message whose version or type is not read: its bytes as they are. It is written again unchanged, in its own version.</summary>
/// <param name="Version">The wire protocol's number.</param>
/// <param name="Code">The type's number in that version.</param>
/// <param name="Body">What follows the header.</param>
public sealed record OpaqueMessage(byte Version, byte Code, ReadOnlyMemory<byte> Body) : OpenFlowMessage
{
    /// <summary>The type where the version is known and has one, else 255.</summary>
    public override OpenFlowType Type => Version is 1 or 4 && OpenFlowTypes.FromCode(Code, (OpenFlowVersion)Version) is { } type ? type : (OpenFlowType)byte.MaxValue;

    internal static OpaqueMessage Read(ref OpenFlowReader body, byte code, byte version) => new(version, code, body.Rest());

    private protected override void WriteBody(OpenFlowWriter writer, OpenFlowVersion version) => writer.Bytes(Body.Span);

    private protected override void DescribeBody(IFieldVisitor visitor)
    {
        visitor.Field("version", Version);
        visitor.Field("code", Code);
        visitor.Field("body", Body.Span);
    }
}
