namespace Weir.Wire.OpenFlow;

/// <summary>A question whose form is not known: its bytes as they are.</summary>
/// <param name="Data">The bytes.</param>
public sealed record OpaqueQuery(ReadOnlyMemory<byte> Data) : MultipartQuery
{
    internal static OpaqueQuery Read(ref OpenFlowReader body) => new(body.Rest());

    internal override void Write(OpenFlowWriter writer, OpenFlowVersion version) => writer.Bytes(Data.Span);

    internal override void Describe(IFieldVisitor visitor) => visitor.Field("data", Data.Span);
}
