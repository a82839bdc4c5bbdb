namespace Weir.Wire.OpenFlow;

/// <summary>A port, told by a multipart reply (openflow-1.3 A.3.5.7).</summary>
/// <param name="Port">The port.</param>
public sealed record PortDescriptionEntry(PortDescription Port) : MultipartEntry
{
    internal override void Write(OpenFlowWriter writer, OpenFlowVersion version) => Port.Write(writer, version);

    internal override void Describe(IFieldVisitor visitor) => Port.Describe(visitor);
}
