namespace Weir.Wire.OpenFlow;

/// <summary>What a multipart request asks about.</summary>
public abstract record MultipartQuery
{
    internal abstract void Write(OpenFlowWriter writer, OpenFlowVersion version);

    internal abstract void Describe(IFieldVisitor visitor);
}
