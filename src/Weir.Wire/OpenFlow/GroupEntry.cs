namespace Weir.Wire.OpenFlow;

/// <summary>A group's counters (openflow-1.3 A.3.5.9).</summary>
/// <param name="Group">Its number.</param>
/// <param name="References">Flow entries and groups that lead to it.</param>
/// <param name="Total">Packets and bytes in all.</param>
/// <param name="Seconds">Whole seconds that it lives.</param>
/// <param name="Nanoseconds">Nanoseconds beyond the seconds.</param>
/// <param name="Buckets">Of each bucket.</param>
public sealed record GroupEntry(uint Group, uint References, TrafficCount Total, uint Seconds, uint Nanoseconds, IReadOnlyList<TrafficCount> Buckets) : MultipartEntry
{
    private const int FixedSize = 40;

    internal static GroupEntry Read(ref OpenFlowReader body)
    {
        OpenFlowReader entry = body.Part(body.PeekU16(), FixedSize, "openflow.group", "openflow.group.length");
        entry.Skip(4);
        uint group = entry.U32();
        uint references = entry.U32();
        entry.Skip(4);
        GroupEntry read = new(group, references, new TrafficCount(entry.U64(), entry.U64()), entry.U32(), entry.U32(), TrafficCount.ReadRest(ref entry));
        body.Join(in entry);
        return read;
    }

    internal override void Write(OpenFlowWriter writer, OpenFlowVersion version)
    {
        int start = writer.Length;
        writer.Zero(4);
        writer.U32(Group);
        writer.U32(References);
        writer.Zero(4);
        TrafficCount.WriteAll(writer, [Total]);
        writer.U32(Seconds);
        writer.U32(Nanoseconds);
        TrafficCount.WriteAll(writer, Buckets);
        writer.SetLength(start, start);
    }

    internal override void Describe(IFieldVisitor visitor)
    {
        visitor.Field("group", Group);
        visitor.Field("ref_count", References);
        Total.Describe(visitor, "total");
        foreach (TrafficCount bucket in Buckets) { bucket.Describe(visitor, "bucket"); }
    }
}
