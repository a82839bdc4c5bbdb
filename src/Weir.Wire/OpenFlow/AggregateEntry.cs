namespace Weir.Wire.OpenFlow;

/// <summary>Flow entries, added up (openflow-1.3 A.3.5.3).</summary>
/// <param name="Packets">Packets that they matched.</param>
/// <param name="Bytes">Bytes of those.</param>
/// <param name="Flows">How many entries.</param>
public sealed record AggregateEntry(ulong Packets, ulong Bytes, uint Flows) : MultipartEntry
{
    internal static AggregateEntry Read(ref OpenFlowReader body)
    {
        AggregateEntry entry = new(body.U64(), body.U64(), body.U32());
        body.Skip(4);
        return entry;
    }

    internal override void Write(OpenFlowWriter writer, OpenFlowVersion version)
    {
        writer.U64(Packets);
        writer.U64(Bytes);
        writer.U32(Flows);
        writer.Zero(4);
    }

    internal override void Describe(IFieldVisitor visitor)
    {
        visitor.Field("packet_count", (long)Packets);
        visitor.Field("byte_count", (long)Bytes);
        visitor.Field("flow_count", Flows);
    }
}
