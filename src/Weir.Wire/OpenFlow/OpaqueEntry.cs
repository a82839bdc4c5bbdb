namespace Weir.Wire.OpenFlow;

/// <summary>An answer whose form is not known (a vendor's): all its bytes as they are.</summary>
/// <param name="Data">The bytes.</param>
public sealed record OpaqueEntry(ReadOnlyMemory<byte> Data) : MultipartEntry
{
    internal static OpaqueEntry Read(ref OpenFlowReader body) => new(body.Rest());

    internal override void Write(OpenFlowWriter writer, OpenFlowVersion version) => writer.Bytes(Data.Span);

    internal override void Describe(IFieldVisitor visitor) => visitor.Field("data", Data.Span);
}
