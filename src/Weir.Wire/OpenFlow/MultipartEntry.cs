namespace Weir.Wire.OpenFlow;

/// <summary>One thing that a multipart reply tells of.</summary>
public abstract record MultipartEntry
{
    internal abstract void Write(OpenFlowWriter writer, OpenFlowVersion version);

    internal abstract void Describe(IFieldVisitor visitor);
}
