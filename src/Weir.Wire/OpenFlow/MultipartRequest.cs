namespace Weir.Wire.OpenFlow;

/// <summary>Asks for statistics or descriptions (openflow-1.0.0 5.3.5, openflow-1.3 A.3.5).</summary>
/// <param name="Kind">What is asked for.</param>
/// <param name="Query">About what; null where the kind alone says it.</param>
/// <param name="Flags">Bit 0: more of the request follows; OpenFlow 1.3 only.</param>
public sealed record MultipartRequest(MultipartKind Kind, MultipartQuery? Query = null, ushort Flags = 0) : OpenFlowMessage
{
    /// <inheritdoc/>
    public override OpenFlowType Type => OpenFlowType.MultipartRequest;

    internal static MultipartRequest Read(ref OpenFlowReader body, OpenFlowVersion version)
    {
        MultipartKind kind = (MultipartKind)body.U16();
        ushort flags = body.U16();
        if (version == OpenFlowVersion.OpenFlow13) { body.Skip(4); }
        MultipartQuery? query = kind switch
        {
            MultipartKind.Flow or MultipartKind.Aggregate => FlowQuery.Read(ref body, version),
            MultipartKind.Port => NumberQuery.Read(ref body, version, isPort: true, hasQueue: false),
            MultipartKind.Queue => NumberQuery.Read(ref body, version, isPort: true, hasQueue: true),
            MultipartKind.Group or MultipartKind.Meter or MultipartKind.MeterConfig when version == OpenFlowVersion.OpenFlow13 => NumberQuery.Read(ref body, version, isPort: false, hasQueue: false),
            _ when body.Left > 0 || IsBeyond(kind, version) => OpaqueQuery.Read(ref body),
            _ => null,
        };
        return new MultipartRequest(kind, query, flags);
    }

    /// <summary>True for kinds that the version does not have.</summary>
    internal static bool IsBeyond(MultipartKind kind, OpenFlowVersion version) => version == OpenFlowVersion.OpenFlow10 && kind is > MultipartKind.Queue and < MultipartKind.Experimenter;

    private protected override void WriteBody(OpenFlowWriter writer, OpenFlowVersion version)
    {
        if (IsBeyond(Kind, version) && Query is not OpaqueQuery) { throw new NotSupportedException($"OpenFlow 1.0 has no statistics {Kind}"); }
        writer.U16((ushort)Kind);
        writer.U16(Flags);
        if (version == OpenFlowVersion.OpenFlow13) { writer.Zero(4); }
        Query?.Write(writer, version);
    }

    private protected override void DescribeBody(IFieldVisitor visitor)
    {
        visitor.Field("kind", Kind.ToString().ToLowerInvariant());
        visitor.Field("flags", Flags);
        Query?.Describe(visitor);
    }
}
