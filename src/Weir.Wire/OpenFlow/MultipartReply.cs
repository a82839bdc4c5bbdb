namespace Weir.Wire.OpenFlow;

/// <summary>Statistics or descriptions (openflow-1.0.0 5.3.5, openflow-1.3 A.3.5). A long answer comes in several messages with one transaction's number.</summary>
/// <param name="Kind">What is told.</param>
/// <param name="Entries">One a flow, port, table and so on.</param>
/// <param name="Flags">Bit 0: more of the answer follows.</param>
public sealed record MultipartReply(MultipartKind Kind, IReadOnlyList<MultipartEntry> Entries, ushort Flags = 0) : OpenFlowMessage
{
    /// <summary>More of the answer follows.</summary>
    public bool HasMore => (Flags & 1) != 0;

    /// <inheritdoc/>
    public override OpenFlowType Type => OpenFlowType.MultipartReply;

    internal static MultipartReply Read(ref OpenFlowReader body, OpenFlowVersion version)
    {
        MultipartKind kind = (MultipartKind)body.U16();
        ushort flags = body.U16();
        if (version == OpenFlowVersion.OpenFlow13) { body.Skip(4); }
        List<MultipartEntry> entries = [];
        while (!body.IsEmpty) { entries.Add(ReadEntry(ref body, kind, version)); }
        return new MultipartReply(kind, entries, flags);
    }

    private static MultipartEntry ReadEntry(ref OpenFlowReader body, MultipartKind kind, OpenFlowVersion version)
    {
        bool is13 = version == OpenFlowVersion.OpenFlow13;
        return kind switch
        {
            MultipartKind.Description => SwitchDescription.Read(ref body),
            MultipartKind.Flow => FlowEntry.Read(ref body, version),
            MultipartKind.Aggregate => AggregateEntry.Read(ref body),
            MultipartKind.Table => TableEntry.Read(ref body, version),
            MultipartKind.Port => PortEntry.Read(ref body, version),
            MultipartKind.Queue => QueueEntry.Read(ref body, version),
            MultipartKind.Group when is13 => GroupEntry.Read(ref body),
            MultipartKind.GroupDescription when is13 => GroupDescriptionEntry.Read(ref body),
            MultipartKind.GroupFeatures when is13 => GroupFeaturesEntry.Read(ref body),
            MultipartKind.Meter when is13 => MeterEntry.Read(ref body),
            MultipartKind.MeterConfig when is13 => MeterConfigEntry.Read(ref body),
            MultipartKind.MeterFeatures when is13 => MeterFeaturesEntry.Read(ref body),
            MultipartKind.TableFeatures when is13 => TableFeaturesEntry.Read(ref body),
            MultipartKind.PortDescription when is13 => new PortDescriptionEntry(PortDescription.Read(ref body, version)),
            _ => OpaqueEntry.Read(ref body),
        };
    }

    private protected override void WriteBody(OpenFlowWriter writer, OpenFlowVersion version)
    {
        if (MultipartRequest.IsBeyond(Kind, version) && Entries.Any(entry => entry is not OpaqueEntry)) { throw new NotSupportedException($"OpenFlow 1.0 has no statistics {Kind}"); }
        writer.U16((ushort)Kind);
        writer.U16(Flags);
        if (version == OpenFlowVersion.OpenFlow13) { writer.Zero(4); }
        foreach (MultipartEntry entry in Entries) { entry.Write(writer, version); }
    }

    private protected override void DescribeBody(IFieldVisitor visitor)
    {
        visitor.Field("kind", Kind.ToString().ToLowerInvariant());
        visitor.Field("flags", Flags);
        foreach (MultipartEntry entry in Entries)
        {
            visitor.Begin("entry");
            entry.Describe(visitor);
            visitor.End();
        }
    }
}
